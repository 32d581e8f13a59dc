import { de as account } from '../../account/messages/de.ts'
import { de as alerts } from '../../alerts/messages/de.ts'
import { de as digests } from '../../digests/messages/de.ts'
import { de as log } from '../../log/messages/de.ts'
import { de as media } from '../../media/messages/de.ts'
import { de as refusals } from '../../refusals/messages/de.ts'
import { de as signIn } from '../../sign-in/messages/de.ts'
import { de as staff } from '../../staff/messages/de.ts'
import { de as stories } from '../../stories/messages/de.ts'
import { de as story } from '../../story/messages/de.ts'
import { de as lists } from '../../subscriber-lists/messages/de.ts'
import { de as subscribers } from '../../subscribers/messages/de.ts'
import type { Words } from './en.ts'

export const german: Words = {
  app: {
    desk: 'Redaktion',
    skip: 'Zum Inhalt springen',
    paper: 'Zur Zeitung',
    stories: 'Artikel',
    alerts: 'Meldungen',
    subscribers: 'Abonnenten',
    staff: 'Team',
    ledger: 'Protokoll',
    account: 'Ihr Konto',
    signOut: 'Abmelden',
    menu: 'Menü',
    roles: {
      contributor: 'Freie Mitarbeit',
      reporter: 'Reporter',
      editor: 'Redakteur',
      moderator: 'Moderator',
      publisher: 'Herausgeber',
    },
    loading: 'Wird geladen …',
    retry: 'Noch einmal versuchen',
    failed: 'Das konnte nicht angezeigt werden.',
    offline: 'Es besteht keine Verbindung zum Server.',
    offlineHelp: 'Was Sie geschrieben haben, bleibt in diesem Browser erhalten. Wir versuchen es weiter.',
    notFound: 'Unter dieser Adresse gibt es nichts.',
    toStories: 'Zurück zu den Artikeln',
    forbidden: 'Das gehört nicht zu Ihrer Rolle.',
    signInFirst: 'Es wurde nichts geändert: Dafür müssen Sie sich erst neu anmelden.',
    close: 'Schließen',
    cancel: 'Abbrechen',
    save: 'Speichern',
    more: 'Mehr',
    signedInAs: 'Angemeldet als {name}, {role}',
    waitSeconds:
      '{seconds, plural, one {Zu viele Versuche. Warten Sie eine Sekunde, dann versuchen Sie es noch einmal.} other {Zu viele Versuche. Warten Sie # Sekunden, dann versuchen Sie es noch einmal.}}',
    waitMinutes:
      '{minutes, plural, one {Zu viele Versuche. Warten Sie eine Minute, dann versuchen Sie es noch einmal.} other {Zu viele Versuche. Warten Sie # Minuten, dann versuchen Sie es noch einmal.}}',
    shortcuts: {
      title: 'Tastenkürzel',
      help: 'Diese Liste zeigen',
      search: 'Artikel durchsuchen',
      newStory: 'Neuen Artikel beginnen',
      stories: 'Zu den Artikeln',
      alerts: 'Zu den Meldungen',
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
