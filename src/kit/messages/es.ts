import type { Translation } from '../phrasebook.ts'
import type { en } from './en.ts'

export const es: Translation<typeof en> = {
  request: {
    addressTooLong: 'Esta dirección es demasiado larga.',
    addressMalformed: 'Esta dirección está mal formada y no se puede leer.',
    noPage: 'Aquí no hay ninguna página.',
    signInAgain: 'Su sesión ya no está abierta. Inicie sesión y vuelva a intentarlo.',
    noFile: 'Ese archivo no existe.',
    fileGone: 'La redacción ha retirado este archivo.',
    fileIsReadOnly: 'Esto es un archivo: solo se puede leer.',
    wrongMethod: 'Esta dirección no se puede usar de ese modo.',
    otherSite:
      'Este formulario se envió desde otro sitio, así que no se ha hecho nada. Abra la página aquí y envíelo de nuevo.',
    needsKey:
      'Esta página es solo para quien inició el servidor. Su dirección, con una clave que la abre una sola vez, aparece en la terminal donde funciona Crier y en el archivo «start-key» de la carpeta de datos.',
    tooOften: 'Han sido demasiados intentos en poco tiempo. Espere un momento y vuelva a intentarlo.',
    changing:
      'Esta página está cambiando más deprisa de lo que se puede mostrar. Vuelva a intentarlo dentro de un momento.',
    busy: 'En este momento hay más que hacer de lo que podemos atender a la vez. Vuelva a intentarlo dentro de un momento.',
    broken: 'Algo ha fallado por nuestra parte. Ha quedado anotado con la referencia {id}.',
    notShown: 'Esta página no se puede mostrar en este momento. Vuelva a intentarlo dentro de un minuto.',
    notKept: 'Lo que ha enviado no se ha podido guardar. Vuelva a enviarlo dentro de un minuto.',
    sendAgain: 'Enviar de nuevo',
    unavailable: 'No disponible por ahora',
    frontPage: 'Portada',
  },
  form: {
    notUtf8: 'El formulario contiene caracteres que no se pueden leer: debe estar en UTF-8.',
    notAForm: 'Lo que se ha enviado no es un formulario rellenado.',
    tooLong:
      'El envío es demasiado largo: aquí se {bytes, plural, one {admite # byte} many {admiten # de bytes} other {admiten # bytes}} como máximo.',
    notWhole: 'El formulario no ha llegado completo.',
    tooManyFields: 'El formulario tiene demasiados campos.',
    fieldTooLong:
      'Un campo de este formulario contiene más de lo que admite, por lo que no se ha hecho nada. Vuelva atrás y acórtelo: lo que escribió sigue ahí.',
    filesRefused: 'Este formulario admite texto, no archivos.',
  },
  mail: {
    leave: 'No recibir más correos nuestros: {link}',
  },
}
