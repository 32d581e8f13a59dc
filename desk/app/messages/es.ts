import { es as account } from '../../account/messages/es.ts'
import { es as alerts } from '../../alerts/messages/es.ts'
import { es as digests } from '../../digests/messages/es.ts'
import { es as log } from '../../log/messages/es.ts'
import { es as media } from '../../media/messages/es.ts'
import { es as refusals } from '../../refusals/messages/es.ts'
import { es as signIn } from '../../sign-in/messages/es.ts'
import { es as staff } from '../../staff/messages/es.ts'
import { es as stories } from '../../stories/messages/es.ts'
import { es as story } from '../../story/messages/es.ts'
import { es as lists } from '../../subscriber-lists/messages/es.ts'
import { es as subscribers } from '../../subscribers/messages/es.ts'
import type { Words } from './en.ts'

export const spanish: Words = {
  app: {
    desk: 'Redacción',
    skip: 'Ir al contenido',
    paper: 'Ver el periódico',
    stories: 'Artículos',
    alerts: 'Alertas',
    subscribers: 'Suscriptores',
    staff: 'Equipo',
    ledger: 'Registro',
    account: 'Su cuenta',
    signOut: 'Cerrar sesión',
    menu: 'Menú',
    roles: {
      contributor: 'Colaborador',
      reporter: 'Reportero',
      editor: 'Editor',
      moderator: 'Moderador',
      publisher: 'Director',
    },
    loading: 'Cargando…',
    retry: 'Reintentar',
    failed: 'No se ha podido mostrar.',
    offline: 'No hay conexión con el servidor.',
    offlineHelp: 'Lo que ha escrito se conserva en este navegador. Seguimos intentándolo.',
    notFound: 'No hay nada en esta dirección.',
    toStories: 'Volver a los artículos',
    forbidden: 'Su función no lo permite.',
    signInFirst: 'No se ha cambiado nada: antes debe volver a iniciar sesión.',
    close: 'Cerrar',
    cancel: 'Cancelar',
    save: 'Guardar',
    more: 'Más',
    signedInAs: 'Sesión de {name}, {role}',
    waitSeconds:
      '{seconds, plural, one {Demasiados intentos. Espere un segundo y vuelva a intentarlo.} many {Demasiados intentos. Espere # de segundos y vuelva a intentarlo.} other {Demasiados intentos. Espere # segundos y vuelva a intentarlo.}}',
    waitMinutes:
      '{minutes, plural, one {Demasiados intentos. Espere un minuto y vuelva a intentarlo.} many {Demasiados intentos. Espere # de minutos y vuelva a intentarlo.} other {Demasiados intentos. Espere # minutos y vuelva a intentarlo.}}',
    shortcuts: {
      title: 'Atajos de teclado',
      help: 'Mostrar esta lista',
      search: 'Buscar artículos',
      newStory: 'Empezar un artículo',
      stories: 'Ir a los artículos',
      alerts: 'Ir a las alertas',
    },
  },
  account,
  alerts,
  digests,
  lists,
  log,
  media,
  refusals,
  signIn,
  staff,
  stories,
  story,
  subscribers,
}
