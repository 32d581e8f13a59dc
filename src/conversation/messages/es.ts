import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const es: Translation<typeof en> = {
  heading: 'Conversación',
  none: 'Todavía no ha comentado nadie.',
  closed: 'Los comentarios de este artículo están cerrados.',
  reply: 'Responder',
  replyTo: 'Responder a {name}',
  inReplyTo: 'En respuesta a {name}:',
  earlier: 'Comentarios anteriores',
  later: 'Comentarios posteriores',
  formHeading: 'Escribir un comentario',
  whatHappens:
    'La redacción lee cada comentario antes de que aparezca. Recibirá una página donde podrá ver qué se ha decidido y por qué.',
  name: 'Nombre',
  nameHelp: 'Se publica con su comentario.',
  email: 'Correo electrónico',
  emailHelp: 'No se publica nunca; solo para consultas.',
  comment: 'Comentario',
  commentHelp:
    'Solo texto, hasta {most, plural, one {# carácter} many {# de caracteres} other {# caracteres}}. Las direcciones web se convierten en enlaces.',
  send: 'Enviar comentario',
  sending: 'Enviando su comentario…',
  failed: 'No se ha podido enviar su comentario. Su texto sigue aquí; vuelva a intentarlo.',
  notKept: 'Su comentario no se ha podido guardar. Su texto sigue aquí; vuelva a enviarlo dentro de un minuto.',
  summary: 'Su comentario todavía no se ha enviado. Revise los campos señalados.',
  fault: {
    name: {
      missing: 'Escriba el nombre con el que quiere firmar su comentario.',
      'too-long':
        'Un nombre tiene como máximo {most, plural, one {# carácter} many {# de caracteres} other {# caracteres}}.',
      invalid: 'Este nombre no se puede usar.',
    },
    email: {
      missing: 'Escriba su dirección de correo electrónico.',
      'too-long': 'Esta dirección es demasiado larga.',
      invalid: 'Esto no parece una dirección de correo electrónico, como nombre@example.org.',
    },
    comment: {
      missing: 'Escriba su comentario.',
      'too-long':
        'Un comentario tiene como máximo {most, plural, one {# carácter} many {# de caracteres} other {# caracteres}}.',
      invalid: 'Este comentario no se puede usar.',
    },
    marks: 'Una misma letra lleva demasiados acentos o signos. Quite algunos, por favor.',
    parentUnknown: 'El comentario al que responde ya no está. Su texto puede publicarse por sí solo.',
  },
  crowded: {
    reader:
      'Muchos comentarios suyos esperan todavía a ser leídos, por eso este no se ha enviado. Su texto sigue aquí: cópielo por si acaso y envíelo cuando se hayan leído algunos de los otros.',
    network:
      'Muchos comentarios de la red que usted utiliza, quizá de otras personas, esperan todavía a ser leídos, por eso este no se ha enviado. Su texto sigue aquí: cópielo por si acaso y vuelva a enviarlo dentro de unas horas.',
    story:
      'Hay muchísimos comentarios sobre este artículo a la espera de lectura, y no se admiten más hasta que la redacción se ponga al día. Su texto sigue aquí: cópielo por si acaso y vuelva a enviarlo más tarde.',
    house:
      'Hay más comentarios a la espera de los que la redacción puede leer ahora, y no se admiten más hasta que se ponga al día. Su texto sigue aquí: cópielo por si acaso y vuelva a enviarlo más tarde.',
  },
  held: 'Gracias. Su comentario está en manos de la redacción y aparecerá cuando se haya leído.',
  seeOwn: 'Ver su comentario y lo que se decida',
  ownTitle: 'Su comentario',
  onStory: 'Sobre el artículo',
  state: {
    held: 'A la espera de que la redacción lo lea.',
    published: 'Publicado.',
    rejected: 'No publicado.',
  },
  reason: 'Motivo',
  unknown: 'Ese comentario no existe, o no es suyo.',
  unknownStory: 'El artículo que quiere comentar no existe.',
  backToStory: 'Volver a «{headline}»',
}
