import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const es: Translation<typeof en> = {
  finding: {
    'headline-missing': 'El artículo no tiene titular.',
    'headline-long':
      'El titular tiene {count, number} caracteres; más de {most, number} son demasiados para las listas.',
    'standfirst-missing': 'Falta la entradilla: las listas y los buscadores muestran en su lugar el primer párrafo.',
    'byline-missing': 'El artículo no lleva firma.',
    'topic-missing': 'El artículo no pertenece a ningún tema, así que ninguna página de tema lo mostrará.',
    'story-empty': 'El artículo todavía está vacío.',
    'alt-missing': 'La imagen no está descrita. Diga qué muestra, o que solo es decorativa.',
    'caption-missing': 'La imagen no tiene pie de foto.',
    'credit-missing': 'No se dice de quién es la imagen.',
    'file-gone': 'El archivo ya no existe: los lectores no verían nada aquí.',
    'picture-unready': 'La imagen todavía no puede mostrarse, o el archivo no es una imagen.',
    'related-dead': '{href} no lleva a ningún artículo que los lectores puedan ver; este bloque se omitiría.',
    'link-dead': 'El enlace {href} no lleva a ninguna parte.',
    'embed-still': 'El contenido insertado no tiene imagen: los lectores ven un simple botón hasta que lo pulsan.',
    'quote-speaker': 'No se dice quién lo dijo.',
    'disclosure-missing':
      '{count, plural, one {# enlace es de pago} many {# de enlaces son de pago} other {# enlaces son de pago}}, y el periódico no tiene un aviso propio.',
    'heading-order': 'Hay un intertítulo de nivel {level, number} donde debería seguir uno de nivel {wanted, number}.',
    'html-removed': 'Los lectores no recibirán todo este HTML: se quitará {what}.',
    'html-coloured': 'Este HTML tiene colores o estilos propios; los lectores lo verán sin ellos.',
    'import-note': 'La importación no pudo leer esto. Mírelo y decida qué debe figurar aquí.',
    'poll-gone': 'Esta encuesta no existe.',
    'left-out': 'Esto no puede publicarse tal como está y se omitiría: {part} {words}',
    'seo-description-long':
      'La descripción para buscadores tiene {count, number} caracteres; muestran unos {most, number}.',
  },
  preview: 'Vista previa',
  previewOf: 'Así se vería el artículo. Los lectores todavía no lo ven.',
  previewOver: 'Esta vista previa ha caducado, o aquí nunca hubo una.',
}
