import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const de: Translation<typeof en> = {
  mail: {
    subject: 'Anmelden bei {paper}',
    text: 'Guten Tag {name},\n\nmit diesem Link und einem Druck auf den Knopf der Seite melden Sie sich bei {paper} an:\n\n{link}\n\nEr gilt einmal und {minutes, plural, one {# Minute} other {# Minuten}} lang. Falls Sie ihn nicht angefordert haben, hat jemand Ihre Adresse eingetippt: Solange Sie nicht drücken, geschieht nichts.\n',
  },
}
