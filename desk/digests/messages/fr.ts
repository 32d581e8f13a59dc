import type { Translation } from '../../../src/kit/phrasebook.ts'
import type { en } from './en.ts'

export const fr: Translation<typeof en> = {
  title: 'Récapitulatifs',
  help: 'Ce que reçoivent ensemble les lecteurs qui ne veulent pas chaque nouvelle sur-le-champ.',
  link: 'Récapitulatifs',
  back: 'Toutes les alertes',
  more: 'Afficher plus',
  paces: { daily: 'Matin et soir', weekly: 'Une fois par semaine' },
  coming: 'À venir',
  comingHelp:
    'Chacun à l’heure de ses lecteurs ; affichée ici à l’heure de {zone}. Qui n’a rien manqué n’en reçoit pas.',
  comingNone: 'Personne n’attend de récapitulatif.',
  readers: '{count, plural, one {pour # lecteur} many {pour # de lecteurs} other {pour # lecteurs}}',
  about:
    '{count, plural, one {pour environ # lecteur} many {pour environ # de lecteurs} other {pour environ # lecteurs}}',
  notes: 'Un mot de la rédaction',
  notesHelp:
    'Il figure dans le prochain récapitulatif de chaque lecteur, et dans aucun autre. Laissez une ligne vide entre les paragraphes.',
  noteFor: { daily: 'Dans les récapitulatifs du matin et du soir', weekly: 'Dans les récapitulatifs de la semaine' },
  noteNone: 'Il n’y en a pas.',
  noteAt: 'Écrit le {when}.',
  noteBy: 'Écrit par {name}, le {when}.',
  noteSave: 'Enregistrer le mot',
  noteRemove: 'Le retirer',
  noteOutcomes: { written: 'Enregistré.', removed: 'Retiré.' },
  somebodys: 'Le prochain récapitulatif de quelqu’un',
  somebodysHelp: 'Tel qu’il serait maintenant. Ses liens pour partir et pour choisir ne mènent nulle part ici.',
  search: 'Adresse, ou son début',
  nobody: 'Cet abonné n’existe pas.',
  dueAt: 'Prévu le {when}.',
  hasInIt:
    'Il contient {alerts, plural, =0 {aucune alerte} one {# alerte} many {# d’alertes} other {# alertes}} et {stories, plural, =0 {aucun article} one {# article} many {# d’articles} other {# articles}}.',
  wouldBeEmpty: 'En l’état, il ne partirait pas : il ne contient rien qui ait été manqué.',
  noneDue: 'Aucun récapitulatif n’est prévu : lecture en direct, départ, ou notifications.',
  otherwise: 'S’il y en avait un, il se lirait ainsi.',
  inPause: 'En pause jusqu’au {when} ; rien n’arrive avant.',
  part: 'Quelle partie de l’e-mail',
  parts: { html: 'Comme un e-mail', text: 'En texte brut' },
  past: 'Partis',
  pastHelp: 'Celui qui était prévu pendant que le journal était arrêté attend que quelqu’un le laisse reprendre.',
  pastNone: 'Aucun n’est encore parti.',
  forNobody: 'Il n’y avait rien à dire à personne.',
  withNote: 'Avec le mot « {note} »',
  stopHelp: 'Qui ne l’a pas reçu n’en reçoit pas. Ce qui devait y figurer n’est pas dit plus tard.',
}
