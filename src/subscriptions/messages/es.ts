import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const es: Translation<typeof en> = {
  title: 'Alertas de {paper}',
  lead: 'Elija de qué quiere enterarse y con qué frecuencia. Puede cambiarlo o darse de baja cuando quiera, con un solo clic.',
  what: 'Sobre qué',
  everything: 'Todo',
  everythingHelp: 'Sea cual sea el tema.',
  some: 'Solo algunos temas',
  someHelp: 'Márquelos abajo.',
  story: 'Cómo continúa esta historia',
  storyHelp: '{days, plural, one {Durante # día.} many {Durante # de días.} other {Durante # días.}}',
  pace: 'Con qué frecuencia',
  paces: {
    breaking: 'Solo las noticias de última hora',
    all: 'En cuanto ocurre',
    daily: 'Cada mañana y cada tarde',
    weekly: 'Una vez a la semana',
  },
  paceHelp: {
    breaking: 'Lo poco que nadie debería perderse.',
    all: 'Cada alerta sobre sus temas, en cuanto es noticia.',
    daily: 'Un correo a las {morning} y otro a las {evening}.',
    weekly: 'Un correo a las {morning}, cada {weekday}.',
  },
  breakingAtOnce: 'La última hora, enseguida',
  breakingAtOnceHelp: 'No espera al próximo correo.',
  byEmail: 'Por correo electrónico',
  email: 'Dirección de correo electrónico',
  emailHelp: 'Le enviamos un enlace. No llega nada más hasta que usted confirme.',
  subscribe: 'Suscribirse por correo',
  byPush: 'En este navegador',
  pushText: 'Notificaciones que muestra este navegador, sin ninguna dirección.',
  pushNeedsScript: 'Para esto hace falta un script que este navegador no ejecuta o aún no ha cargado.',
  push: {
    before:
      'Lo que ha elegido arriba llega en cuanto sucede. Si ha elegido un correo por la mañana y por la tarde o una vez por semana, aquí solo llegan las noticias de última hora. Su navegador le preguntará antes.',
    start: 'Avisarme en este navegador',
    on: 'Este navegador muestra sus alertas.',
    change: 'Cambiar lo que recibe',
    stop: 'No mostrar nada más aquí',
    denied:
      'Este navegador rechaza nuestras notificaciones. Para permitirlas, pulse el símbolo junto a la dirección, busque «Notificaciones» en los ajustes de este sitio y vuelva a cargar la página.',
    install:
      'En un iPhone o iPad, añádanos primero a la pantalla de inicio: pulse «Compartir» y después «Añadir a pantalla de inicio». Ábranos desde allí y vuelva a esta página.',
    unable: 'Este navegador no puede mostrar notificaciones. Las alertas por correo también le llegan aquí.',
    started: 'Hecho. Las notificaciones están activadas.',
    stopped: 'Hecho. Aquí ya no se muestra nada.',
    failed: 'No ha funcionado. Vuelva a cargar la página e inténtelo otra vez.',
  },
  byFeed: 'Por canal de noticias',
  sent: {
    heading: 'Mire su buzón, por favor',
    text: 'Le hemos enviado un enlace. Las alertas llegarán cuando haya pulsado el botón de su página. Si en unos minutos no hay ningún correo, mire también entre los no deseados.',
    back: 'Cambiar lo elegido',
  },
  tooOften: {
    reader: 'Ya ha pedido varios correos. Inténtelo de nuevo después de {time}.',
    many: 'En este momento se piden demasiados correos. Inténtelo de nuevo después de {time}.',
  },
  fault: {
    summary: 'Todavía no se ha guardado nada. Mire lo que está señalado, por favor.',
    topics: {
      nothing: 'Marque al menos un tema, o elija todo. Si ya no quiere recibir nada, dese de baja abajo.',
      'too-many': 'Son demasiados a la vez. Elija mejor todo.',
    },
    email: {
      missing: 'Escriba su dirección de correo electrónico, por favor.',
      invalid: 'Esto no parece una dirección de correo electrónico, como nombre@example.org.',
    },
    pace: 'Elija con qué frecuencia, por favor.',
    timeZone: 'Elija una zona horaria de la lista, por favor.',
    language: 'Elija un idioma de la lista, por favor.',
    quiet: {
      half: 'Indique las dos horas, o ninguna.',
      equal: 'Las dos horas son la misma. Indique dos distintas, o ninguna.',
      'out-of-range': 'Indique horas del día, como 22:00.',
    },
    pause:
      '{most, plural, one {Indique un número de días, # como máximo.} many {Indique un número de días, # como máximo.} other {Indique un número de días, # como máximo.}}',
  },
  mail: {
    confirmSubject: 'Confirme, por favor: alertas de {paper}',
    confirmText:
      'Hola:\n\nAlguien, esperamos que usted, ha pedido alertas de {paper} para esta dirección:\n\n{chosen}\n\nSi fue usted, abra esta página y pulse su botón:\n\n{link}\n\nSi no fue usted, no haga nada. No llegará nada más.',
    knownSubject: 'Sus alertas de {paper}',
    knownText:
      'Hola:\n\nAlguien, quizá usted, ha pedido alertas de {paper} para esta dirección. Ya las recibe; no ha cambiado nada.\n\nAquí puede ver y cambiar lo que recibe, o darse de baja:\n\n{link}\n\nSi no fue usted, no haga nada.',
    linkText:
      'Hola:\n\nLa redacción de {paper} le envía este enlace porque usted le ha escrito. En él puede ver y cambiar lo que recibe, o darse de baja:\n\n{link}\n\nSi no nos ha escrito, no haga nada: nada ha cambiado.',
  },
  confirm: {
    text: 'Al pulsar el botón, estas alertas llegarán a {address}:',
    confirmed: 'Sus alertas están activadas',
    confirmedText:
      'Gracias. Desde ahora recibe lo que ha elegido. Puede cambiarlo cuando quiera; cada alerta lleva un enlace para ello.',
    toPreferences: 'Cambiar lo que recibe',
    again: 'Elegir de nuevo',
  },
  said: {
    everything: 'Todo',
    topics: 'Temas: {names}',
    threads: 'Historias: {names}',
    atOnce: 'La última hora, enseguida',
    quiet: 'Nada entre las {from} y las {to} ({zone})',
    paused: 'Nada hasta {time}',
  },
  preferences: {
    title: 'Sus alertas',
    forAddress: 'Llegan a {address}.',
    forBrowser: 'Llegan a uno de sus navegadores.',
    saved: 'Guardado. Desde ahora recibe esto:',
    stories: 'Historias que sigue',
    storyUntil: 'Hasta {time}. Quite la marca para dejarla antes.',
    rest: 'Cuándo no',
    quietFrom: 'Silencio de',
    quietTo: 'a',
    quietHelp:
      'Entre estas horas no llega nada; deje ambas vacías si no las quiere. Lo que ocurra entretanto llega después.',
    timeZone: 'Zona horaria',
    timeZoneHelp: 'Para el silencio y para la hora de sus correos.',
    pause: 'Pausa de tantos días',
    pauseHelp: 'Vacío: sin pausa.',
    pausedUntil: 'Está en pausa hasta {time}. Vacíe el campo para terminarla.',
    language: 'Idioma de lo que rodea a las noticias',
    save: 'Guardar',
    leaveHeading: 'No más alertas',
    leaveHelp: 'Una pulsación y no llega nada más.',
    leave: 'Darse de baja',
  },
  leave: {
    heading: '¿No más alertas?',
    text: 'Pulse el botón y no llegará ninguna alerta más. Hasta entonces no ocurre nada.',
    button: 'No enviarme más alertas',
    stay: 'Prefiero cambiar lo que recibo',
  },
  left: {
    heading: 'No más alertas',
    text: 'Ya no llegará ninguna alerta. Puede cerrar esta página.',
    button: 'Lo he pensado mejor: enviarme alertas',
  },
  back: { heading: 'Bienvenido de nuevo', text: 'Vuelve a recibir lo que había elegido.' },
  ended: {
    heading: 'Aquí ya no llega nada',
    text: 'Lo que enviamos no llegó, o se señaló como no deseado. Para recibir alertas otra vez, suscríbase de nuevo.',
  },
  unknownLink: 'Este enlace no se conoce aquí. Quizá su programa de correo lo haya cortado.',
  followTopic: 'Seguir {topic}',
  followStory: 'Seguir esta historia',
  followLabel: 'Saber cómo continúa',
}
