import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const fr: Translation<typeof en> = {
  finding: {
    'headline-missing': 'L’article n’a pas de titre.',
    'headline-long':
      'Le titre compte {count, number} caractères ; au-delà de {most, number}, c’est trop pour les listes.',
    'standfirst-missing':
      'Il n’y a pas de chapô : les listes et les moteurs de recherche montrent le premier paragraphe à sa place.',
    'byline-missing': 'L’article n’est pas signé.',
    'topic-missing': 'L’article n’a pas de rubrique : aucune page de rubrique ne le montrera.',
    'story-empty': 'L’article est encore vide.',
    'alt-missing': 'L’image n’est pas décrite. Dites ce qu’elle montre, ou qu’elle est purement décorative.',
    'caption-missing': 'L’image n’a pas de légende.',
    'credit-missing': 'Le crédit de l’image manque.',
    'file-gone': 'Le fichier n’existe plus : les lecteurs ne verraient rien ici.',
    'picture-unready': 'L’image ne peut pas encore être affichée, ou le fichier n’en est pas une.',
    'related-dead': '{href} ne mène à aucun article visible des lecteurs ; ce bloc serait omis.',
    'link-dead': 'Le lien {href} ne mène nulle part.',
    'embed-still':
      'Le contenu intégré n’a pas d’image : les lecteurs voient un simple bouton tant qu’ils n’ont pas cliqué.',
    'quote-speaker': 'On ne sait pas qui a dit cela.',
    'disclosure-missing':
      '{count, plural, one {# lien est rémunéré} many {# de liens sont rémunérés} other {# liens sont rémunérés}}, et le journal n’a pas de mention qui lui soit propre.',
    'heading-order':
      'Un intertitre de niveau {level, number} se trouve là où devrait suivre un intertitre de niveau {wanted, number}.',
    'html-removed': 'Les lecteurs ne verront pas tout ce HTML : {what} sera retiré.',
    'html-coloured': 'Ce HTML a ses propres couleurs ou styles ; les lecteurs le verront sans.',
    'import-note': 'L’import n’a pas su lire ceci. Regardez et décidez de ce qui doit figurer ici.',
    'poll-gone': 'Ce sondage n’existe pas.',
    'left-out': 'Ceci ne peut pas être publié tel quel et serait omis : {part} {words}',
    'seo-description-long':
      'La description pour les moteurs de recherche compte {count, number} caractères ; ils en montrent environ {most, number}.',
  },
  preview: 'Aperçu',
  previewOf: 'Voici à quoi ressemblerait l’article. Les lecteurs ne le voient pas encore.',
  previewOver: 'Cet aperçu a expiré, ou il n’y en a jamais eu ici.',
}
