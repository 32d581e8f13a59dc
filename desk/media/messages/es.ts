import type { Translation } from '../../../src/kit/phrasebook.ts'
import type { en } from './en.ts'

export const es: Translation<typeof en> = {
  titles: { image: 'Elegir una imagen', audio: 'Elegir una grabación', file: 'Elegir un archivo' },
  fromDevice: 'De este dispositivo',
  fromAddress: 'De una dirección web',
  fetch: 'Traer',
  dropHere: 'O suelte archivos en cualquier parte de esta ventana.',
  search: 'Buscar en el archivo del periódico',
  none: 'Nada coincide.',
  uploading: 'Subiendo',
  lookingAt: 'Comprobando',
  take: '{count, plural, =0 {Usar} one {Usar # archivo} many {Usar # de archivos} other {Usar # archivos}}',
  focal: {
    title: 'Punto focal',
    set: 'Fijar el punto focal',
    help: 'Los recortes para listas, tarjetas y otros sitios conservan este punto de la imagen. Haga clic en él, arrastre la marca o use las flechas del teclado.',
    at: '{x, number} % desde la izquierda, {y, number} % desde arriba',
  },
}
