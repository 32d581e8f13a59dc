import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const fr: Translation<typeof en> = {
  log: {
    title: 'Alertes',
    text: 'Toutes les alertes envoyées par ce journal, avec ce qui a été rectifié ensuite.',
    none: 'Aucune alerte n’a encore été envoyée.',
    follow: 'Recevoir les alertes',
    audience:
      '{count, plural, one {à environ # personne} many {à environ # de personnes} other {à environ # personnes}}',
    fewReaders: 'à moins de 100 personnes',
    alone: 'Envoyée sans l’accord d’une deuxième personne : {reason}',
    withdrawn: 'Retirée',
    level: { breaking: 'Urgent', important: 'Important', digest: 'Dans le récapitulatif' },
  },
  change: {
    correction: 'Rectificatif',
    clarification: 'Précision',
    update: 'Mise à jour',
    retraction: 'Rétractation',
    withdrawal: 'Retirée',
  },
  changed: '{kind} : {title}',
  withdrawnText: 'Nous avons retiré cette alerte. {words}',
  banner: { label: 'Urgent', dismiss: 'Masquer' },
  mail: {
    list: '{name} : alertes',
    continueReading: 'Lire la suite sur {name}',
    whyCorrected: 'Vous recevez ce message parce qu’une alerte précédente vous est parvenue à cette adresse.',
    why: 'Vous recevez ce message parce que vous êtes abonné aux alertes de {name}.',
    preferences: 'Choisir ce que vous recevez',
    leave: 'Se désabonner',
    wasSaid: 'Notre alerte disait : {title}',
    thenSaid: 'Puis elle disait : {title}',
    test: 'Ceci est un essai, envoyé à vous seul.',
  },
  digest: {
    title: { daily: 'Votre récapitulatif', weekly: 'Votre semaine' },
    list: '{name} : récapitulatifs',
    why: 'Vous recevez ce message parce que vous avez choisi les récapitulatifs de {name}.',
    subject:
      '{headline}, et {count, plural, one {# autre article} many {# d’autres articles} other {# autres articles}}',
    alerts: 'Les alertes pour lesquelles nous ne vous avons pas dérangé',
    stories: 'Nouveau dans vos rubriques',
    preheader: 'Dont « {headline} »',
  },
}
