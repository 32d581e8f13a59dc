import type { Translation } from '../../../src/kit/phrasebook.ts'
import type { en } from './en.ts'

export const es: Translation<typeof en> = {
  title: 'Resúmenes',
  help: 'Lo que reciben juntos los lectores que no quieren cada noticia al instante.',
  link: 'Resúmenes',
  back: 'Todas las alertas',
  more: 'Mostrar más',
  paces: { daily: 'Por la mañana y por la tarde', weekly: 'Una vez por semana' },
  coming: 'Próximos',
  comingHelp:
    'Cada uno según el reloj de sus lectores; aquí, según el de {zone}. Quien no se ha perdido nada no recibe ninguno.',
  comingNone: 'Nadie espera un resumen.',
  readers: '{count, plural, one {para # lector} many {para # de lectores} other {para # lectores}}',
  about:
    '{count, plural, one {para cerca de # lector} many {para cerca de # de lectores} other {para cerca de # lectores}}',
  notes: 'Unas palabras de la redacción',
  notesHelp:
    'Aparecen en el próximo resumen de cada lector, y en ningún otro. Deje una línea en blanco entre párrafos.',
  noteFor: { daily: 'En los resúmenes de mañana y tarde', weekly: 'En los resúmenes semanales' },
  noteNone: 'No hay ninguna.',
  noteAt: 'Escritas el {when}.',
  noteBy: 'Escritas por {name}, el {when}.',
  noteSave: 'Guardar',
  noteRemove: 'Retirarlas',
  noteOutcomes: { written: 'Guardado.', removed: 'Retirado.' },
  somebodys: 'El próximo resumen de alguien',
  somebodysHelp: 'Tal como sería ahora. Sus enlaces para darse de baja y elegir no llevan aquí a ninguna parte.',
  search: 'Dirección, o su comienzo',
  nobody: 'No existe ese suscriptor.',
  dueAt: 'Previsto para el {when}.',
  hasInIt:
    'Contiene {alerts, plural, =0 {ninguna alerta} one {# alerta} many {# de alertas} other {# alertas}} y {stories, plural, =0 {ningún artículo} one {# artículo} many {# de artículos} other {# artículos}}.',
  wouldBeEmpty: 'Tal como está no saldría: no contiene nada que se haya perdido.',
  noneDue: 'No hay ningún resumen previsto: lee al instante, se ha dado de baja o recibe notificaciones.',
  otherwise: 'Si lo hubiera, se leería así.',
  inPause: 'En pausa hasta el {when}; antes no recibe ninguno.',
  part: 'Qué parte del correo',
  parts: { html: 'Como correo', text: 'Como texto sin formato' },
  past: 'Enviados',
  pastHelp: 'El que tocaba mientras el periódico no funcionaba espera a que alguien lo deje continuar.',
  pastNone: 'Todavía no ha salido ninguno.',
  forNobody: 'No había nada que decir a nadie.',
  withNote: 'Con las palabras «{note}»',
  stopHelp: 'Quien no lo tiene no lo recibe. Lo que iba a decir no se dice más tarde.',
}
