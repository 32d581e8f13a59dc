import type { Translation } from '../phrasebook.ts'
import type { en } from './en.ts'

export const fr: Translation<typeof en> = {
  request: {
    addressTooLong: 'Cette adresse est trop longue.',
    addressMalformed: 'Cette adresse est mal formée et ne peut pas être lue.',
    noPage: 'Il n’y a pas de page ici.',
    signInAgain: 'Vous n’êtes plus connecté. Veuillez vous connecter, puis réessayer.',
    noFile: 'Ce fichier n’existe pas.',
    fileGone: 'La rédaction a retiré ce fichier.',
    fileIsReadOnly: 'Ceci est un fichier : il ne peut être que lu.',
    wrongMethod: 'Cette adresse ne s’utilise pas de cette façon.',
    otherSite:
      'Ce formulaire a été envoyé depuis un autre site, rien n’a donc été fait. Veuillez ouvrir la page ici et l’envoyer de nouveau.',
    needsKey:
      'Cette page est réservée à la personne qui a démarré le serveur. Son adresse, avec une clé qui ne l’ouvre qu’une fois, s’affiche dans le terminal où tourne Crier et figure dans le fichier « start-key » du dossier de données.',
    tooOften: 'C’était trop de fois en peu de temps. Veuillez patienter un instant, puis réessayer.',
    changing: 'Cette page change plus vite qu’elle ne peut s’afficher. Veuillez réessayer dans un instant.',
    busy: 'Il y a en ce moment plus à faire que nous ne pouvons en faire à la fois. Veuillez réessayer dans un instant.',
    broken: 'Une erreur s’est produite de notre côté. Elle est notée sous la référence {id}.',
    notShown: 'Cette page ne peut pas être affichée pour le moment. Veuillez réessayer dans une minute.',
    notKept: 'Votre envoi n’a pas pu être enregistré. Veuillez le renvoyer dans une minute.',
    sendAgain: 'Renvoyer',
    unavailable: 'Indisponible pour le moment',
    frontPage: 'Page d’accueil',
  },
  form: {
    notUtf8: 'Le formulaire contient des caractères illisibles : il doit être en UTF-8.',
    notAForm: 'Ce qui a été envoyé n’est pas un formulaire rempli.',
    tooLong:
      'L’envoi est trop long : {bytes, plural, one {# octet est accepté} many {# d’octets sont acceptés} other {# octets sont acceptés}} ici au maximum.',
    notWhole: 'Le formulaire n’est pas arrivé en entier.',
    tooManyFields: 'Le formulaire a trop de champs.',
    fieldTooLong:
      'Un champ de ce formulaire contient plus qu’il n’admet ; rien n’a donc été fait. Veuillez revenir en arrière et le raccourcir : ce que vous avez écrit s’y trouve encore.',
    filesRefused: 'Ce formulaire accepte du texte, pas de fichiers.',
  },
  mail: {
    leave: 'Ne plus recevoir nos messages : {link}',
  },
}
