import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const es: Translation<typeof en> = {
  mail: {
    subject: 'Iniciar sesión en {paper}',
    text: 'Hola, {name}:\n\nabra este enlace y pulse el botón para iniciar sesión en {paper}:\n\n{link}\n\nSirve una sola vez y durante {minutes, plural, one {# minuto} many {# de minutos} other {# minutos}}. Si usted no lo ha pedido, alguien ha escrito su dirección: mientras no pulse el botón, no ocurre nada.\n',
  },
}
