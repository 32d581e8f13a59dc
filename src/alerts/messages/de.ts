import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const de: Translation<typeof en> = {
  log: {
    title: 'Eilmeldungen',
    text: 'Alle Meldungen, die diese Redaktion verschickt hat, und was danach berichtigt wurde.',
    none: 'Bisher wurde keine Meldung verschickt.',
    follow: 'Meldungen abonnieren',
    audience: '{count, plural, one {an rund # Person} other {an rund # Personen}}',
    fewReaders: 'an weniger als 100 Personen',
    alone: 'Ohne zweite Person verschickt: {reason}',
    withdrawn: 'Zurückgezogen',
    level: { breaking: 'Eilmeldung', important: 'Wichtig', digest: 'Im Überblick' },
  },
  change: {
    correction: 'Berichtigung',
    clarification: 'Klarstellung',
    update: 'Neuer Stand',
    retraction: 'Widerruf',
    withdrawal: 'Zurückgezogen',
  },
  changed: '{kind}: {title}',
  withdrawnText: 'Wir haben diese Meldung zurückgezogen. {words}',
  banner: { label: 'Eilmeldung', dismiss: 'Ausblenden' },
  mail: {
    list: '{name}: Meldungen',
    continueReading: 'Weiterlesen bei {name}',
    whyCorrected: 'Sie erhalten diese Mail, weil eine frühere Meldung an diese Adresse ging.',
    why: 'Sie erhalten diese Mail, weil Sie Meldungen von {name} abonniert haben.',
    preferences: 'Auswählen, was Sie bekommen',
    leave: 'Abbestellen',
    wasSaid: 'In unserer Meldung hieß es: {title}',
    thenSaid: 'Danach hieß es: {title}',
    test: 'Dies ist ein Test. Er ging nur an Sie.',
  },
  digest: {
    title: { daily: 'Ihr Überblick', weekly: 'Ihr Wochenüberblick' },
    list: '{name}: Überblick',
    why: 'Sie erhalten diese Mail, weil Sie den Überblick von {name} abonniert haben.',
    subject: '{headline} – und {count, plural, one {ein weiterer Beitrag} other {# weitere Beiträge}}',
    alerts: 'Meldungen, mit denen wir Sie nicht gestört haben',
    stories: 'Neu in Ihren Themen',
    preheader: 'Darunter „{headline}“',
  },
}
