import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const es: Translation<typeof en> = {
  log: {
    title: 'Alertas',
    text: 'Todas las alertas que ha enviado esta publicación, con lo que se corrigió después.',
    none: 'Todavía no se ha enviado ninguna alerta.',
    follow: 'Recibir alertas',
    audience:
      '{count, plural, one {a cerca de # persona} many {a cerca de # de personas} other {a cerca de # personas}}',
    fewReaders: 'a menos de 100 personas',
    alone: 'Enviada sin la aprobación de otra persona: {reason}',
    withdrawn: 'Retirada',
    level: { breaking: 'Última hora', important: 'Importante', digest: 'En el resumen' },
  },
  change: {
    correction: 'Corrección',
    clarification: 'Aclaración',
    update: 'Actualización',
    retraction: 'Rectificación',
    withdrawal: 'Retirada',
  },
  changed: '{kind}: {title}',
  withdrawnText: 'Hemos retirado esta alerta. {words}',
  banner: { label: 'Última hora', dismiss: 'Ocultar' },
  mail: {
    list: '{name}: alertas',
    continueReading: 'Seguir leyendo en {name}',
    whyCorrected: 'Recibe este mensaje porque una alerta anterior llegó a esta dirección.',
    why: 'Recibe este mensaje porque se suscribió a las alertas de {name}.',
    preferences: 'Elegir lo que recibe',
    leave: 'Darse de baja',
    wasSaid: 'Nuestra alerta decía: {title}',
    thenSaid: 'Después decía: {title}',
    test: 'Esto es una prueba. Solo se le ha enviado a usted.',
  },
  digest: {
    title: { daily: 'Su resumen', weekly: 'Su semana' },
    list: '{name}: resúmenes',
    why: 'Recibe este mensaje porque eligió los resúmenes de {name}.',
    subject: '{headline} y {count, plural, one {# noticia más} many {# de noticias más} other {# noticias más}}',
    alerts: 'Alertas por las que no le molestamos',
    stories: 'Novedades en sus temas',
    preheader: 'Entre otros, «{headline}»',
  },
}
