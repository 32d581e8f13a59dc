import type { Translation } from '../../../src/kit/phrasebook.ts'
import type { en } from './en.ts'

export const fr: Translation<typeof en> = {
  'in-trash': 'L’article est dans la corbeille. Sortez-le d’abord.',
  'update-planned': 'Une mise à jour est prévue pour {time}. Annulez-la d’abord.',
  'to-be-withdrawn': 'L’article doit être retiré à {time}. Changez d’abord cela.',
  'not-approved':
    'Une deuxième personne doit d’abord approuver. Toute modification ultérieure demande une nouvelle approbation.',
  embargoed:
    'L’article est sous embargo jusqu’à {time}. D’ici là, seul le directeur de la publication peut le publier.',
  'embargo-unbroken':
    'L’article est sous embargo jusqu’à {time}. Pour le publier avant, indiquez que vous voulez le rompre.',
  stopped:
    '{count, plural, one {Un point empêche la publication.} many {# points empêchent la publication.} other {# points empêchent la publication.}} Corrigez, ou dites pourquoi l’article doit paraître ainsi.',
  'no-such-time': 'Cette heure n’existe pas. Quand on avance les horloges, l’heure sautée n’existe pas.',
  'time-over': '{time} est déjà passé.',
  'nothing-planned': 'Rien n’est prévu pour cet article.',
  'ask-for-something': 'Dites ce qui reste à faire.',
  'note-too-long': 'Une note à un collègue est un texte simple de {most, number} caractères au plus.',
  'own-words': 'Vous l’avez écrit ou soumis : quelqu’un d’autre doit l’approuver.',
  'cannot-submit': 'Dans son état actuel, l’article ne peut pas être soumis.',
  'cannot-return': 'Dans son état actuel, l’article ne peut pas être rendu.',
  'cannot-approve': 'Dans son état actuel, l’article ne peut pas être approuvé.',
  'translation-taken': '« {headline} » est déjà l’article en {language} de ces traductions.',
  'no-such-story': 'Cet article n’existe pas.',
  'changed-meanwhile': 'Quelqu’un d’autre a modifié cet article entre-temps. Relisez-le, puis décidez.',
  'file-empty': 'Le fichier est vide.',
  'file-unknown': 'Le fichier n’est d’aucun type connu ici.',
  'file-not-taken': 'Les fichiers de ce type ne sont pas acceptés.',
  'file-too-large': 'Le fichier est trop volumineux.',
  'file-broken': 'L’image est illisible : elle est peut-être endommagée.',
  'file-program': 'Le fichier contient une page web ou un programme, ce qui n’est pas accepté.',
  'file-svg': 'Le dessin n’est pas un SVG correct, ou renvoie à des fichiers extérieurs.',
  'file-too-much-work': 'L’image demande plus de mémoire ou de temps qu’il n’est permis. Réduisez-la.',
  'address-answered': '{host} a répondu par {status, number}.',
  'address-refused': 'Rien n’a pu être récupéré à cette adresse.',
  'no-match':
    'Cela ne va pas ensemble : l’adresse, le mot de passe ou le code de votre application, si vous en avez une.',
  'no-passkey': 'Cette clé d’accès n’ouvre rien ici. Réessayez, ou connectez-vous autrement.',
  'dead-link': 'Ce lien a servi, a expiré ou n’a jamais été le nôtre. Demandez-en un autre.',
  'no-demo': 'Seule la démo laisse entrer ainsi, et seulement sur la machine où elle tourne.',
  'no-mail': 'Ce journal n’envoie pas de courrier ; il ne peut donc pas envoyer de lien.',
  'bad-address': 'Cette adresse e-mail n’est pas valable.',
  'bad-name': 'Un nom tient sur une ligne de 100 caractères au plus.',
  'first-account-made': 'Quelqu’un a déjà créé le premier compte. Demandez-lui une invitation.',
  'address-taken': 'Un autre membre a déjà cette adresse, ou est cette personne.',
  'passkey-unchecked': 'Cette clé d’accès n’a pas pu être vérifiée. Cela a peut-être pris trop de temps : réessayez.',
  'passkey-known': 'Cette clé d’accès est déjà connue.',
  'passkey-again': 'Cette clé d’accès a déjà été envoyée. Recommencez.',
  'no-such-person': 'Cette personne n’existe pas.',
  'byline-taken': '{person} est déjà la signature de {member}.',
  'no-such-member': 'Ce membre n’existe pas.',
  'last-publisher':
    '{name} est seul à diriger la publication : plus personne ne pourrait gérer le journal. Nommez d’abord quelqu’un d’autre.',
  'invitation-gone': 'Cette invitation n’est pas ouverte.',
}
