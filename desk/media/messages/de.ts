import type { Translation } from '../../../src/kit/phrasebook.ts'
import type { en } from './en.ts'

export const de: Translation<typeof en> = {
  titles: { image: 'Bild auswählen', audio: 'Aufnahme auswählen', file: 'Datei auswählen' },
  fromDevice: 'Von diesem Gerät',
  fromAddress: 'Von einer Webadresse',
  fetch: 'Holen',
  dropHere: 'Oder ziehen Sie Dateien irgendwo in dieses Fenster.',
  search: 'Im Bestand suchen',
  none: 'Nichts passt.',
  uploading: 'Wird hochgeladen',
  lookingAt: 'Wird geprüft',
  take: '{count, plural, =0 {Übernehmen} one {# Datei übernehmen} other {# Dateien übernehmen}}',
  focal: {
    title: 'Bildschwerpunkt',
    set: 'Bildschwerpunkt setzen',
    help: 'Ausschnitte für Listen, Karten und andere Seiten behalten diese Stelle im Bild. Klicken Sie sie an, ziehen Sie die Marke oder nehmen Sie die Pfeiltasten.',
    at: '{x, number} % von links, {y, number} % von oben',
  },
}
