import { ar } from './messages/ar.ts'
import { de } from './messages/de.ts'
import { en } from './messages/en.ts'
import { es } from './messages/es.ts'
import { fr } from './messages/fr.ts'
import { phrasebook } from './phrasebook.ts'

/** What the server says to a reader by itself: refusals, faults, the last line of a mail. */
export const kitPhrases = phrasebook({ en, de, fr, es, ar })
