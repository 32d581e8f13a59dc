import type { Translation } from '../../../src/kit/phrasebook.ts'
import type { en } from './en.ts'

export const fr: Translation<typeof en> = {
  titles: { image: 'Choisir une image', audio: 'Choisir un enregistrement', file: 'Choisir un fichier' },
  fromDevice: 'Depuis cet appareil',
  fromAddress: 'Depuis une adresse web',
  fetch: 'Récupérer',
  dropHere: 'Ou déposez des fichiers n’importe où dans cette fenêtre.',
  search: 'Chercher dans les archives du journal',
  none: 'Rien ne correspond.',
  uploading: 'Envoi en cours',
  lookingAt: 'Vérification en cours',
  take: '{count, plural, =0 {Prendre} one {Prendre # fichier} many {Prendre # de fichiers} other {Prendre # fichiers}}',
  focal: {
    title: 'Point focal',
    set: 'Placer le point focal',
    help: 'Les recadrages pour les listes, les vignettes et les autres sites gardent ce point dans l’image. Cliquez dessus, glissez le repère ou utilisez les flèches du clavier.',
    at: 'À {x, number} % du bord gauche et à {y, number} % du haut',
  },
}
