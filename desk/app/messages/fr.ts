import { fr as account } from '../../account/messages/fr.ts'
import { fr as alerts } from '../../alerts/messages/fr.ts'
import { fr as digests } from '../../digests/messages/fr.ts'
import { fr as log } from '../../log/messages/fr.ts'
import { fr as media } from '../../media/messages/fr.ts'
import { fr as refusals } from '../../refusals/messages/fr.ts'
import { fr as signIn } from '../../sign-in/messages/fr.ts'
import { fr as staff } from '../../staff/messages/fr.ts'
import { fr as stories } from '../../stories/messages/fr.ts'
import { fr as story } from '../../story/messages/fr.ts'
import { fr as lists } from '../../subscriber-lists/messages/fr.ts'
import { fr as subscribers } from '../../subscribers/messages/fr.ts'
import type { Words } from './en.ts'

export const french: Words = {
  app: {
    desk: 'Rédaction',
    skip: 'Aller au contenu',
    paper: 'Voir le journal',
    stories: 'Articles',
    alerts: 'Alertes',
    subscribers: 'Abonnés',
    staff: 'Équipe',
    ledger: 'Journal d’activité',
    account: 'Votre compte',
    signOut: 'Se déconnecter',
    menu: 'Menu',
    roles: {
      contributor: 'Pigiste',
      reporter: 'Reporter',
      editor: 'Rédacteur en chef',
      moderator: 'Modérateur',
      publisher: 'Directeur de la publication',
    },
    loading: 'Chargement…',
    retry: 'Réessayer',
    failed: 'Impossible d’afficher cette page.',
    offline: 'Aucune connexion au serveur.',
    offlineHelp: 'Ce que vous avez écrit est conservé dans ce navigateur. Nous continuons d’essayer.',
    notFound: 'Il n’y a rien à cette adresse.',
    toStories: 'Retour aux articles',
    forbidden: 'Votre rôle ne le permet pas.',
    signInFirst: 'Rien n’a été modifié : reconnectez-vous d’abord.',
    close: 'Fermer',
    cancel: 'Annuler',
    save: 'Enregistrer',
    more: 'Plus',
    signedInAs: 'Connecté en tant que {name}, {role}',
    waitSeconds:
      '{seconds, plural, one {Trop d’essais. Attendez une seconde, puis réessayez.} many {Trop d’essais. Attendez # de secondes, puis réessayez.} other {Trop d’essais. Attendez # secondes, puis réessayez.}}',
    waitMinutes:
      '{minutes, plural, one {Trop d’essais. Attendez une minute, puis réessayez.} many {Trop d’essais. Attendez # de minutes, puis réessayez.} other {Trop d’essais. Attendez # minutes, puis réessayez.}}',
    shortcuts: {
      title: 'Raccourcis clavier',
      help: 'Afficher cette liste',
      search: 'Chercher un article',
      newStory: 'Commencer un article',
      stories: 'Aller aux articles',
      alerts: 'Aller aux alertes',
    },
  },
  account,
  alerts,
  digests,
  lists,
  log,
  media,
  refusals,
  signIn,
  staff,
  stories,
  story,
  subscribers,
}
