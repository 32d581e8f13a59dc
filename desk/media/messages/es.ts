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
}
