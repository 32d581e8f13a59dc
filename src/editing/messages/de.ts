import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const de: Translation<typeof en> = {
  finding: {
    'headline-missing': 'Der Artikel hat keine Überschrift.',
    'headline-long': 'Die Überschrift hat {count, number} Zeichen; mehr als {most, number} sind für Listen zu viel.',
    'standfirst-missing': 'Der Vorspann fehlt: Listen und Suchmaschinen zeigen stattdessen den ersten Absatz.',
    'byline-missing': 'In der Autorenzeile steht niemand.',
    'topic-missing': 'Der Artikel gehört zu keinem Thema und wird deshalb auf keiner Themenseite stehen.',
    'story-empty': 'Der Artikel ist noch leer.',
    'alt-missing': 'Das Bild ist nicht beschrieben. Sagen Sie, was es zeigt, oder dass es nur schmückt.',
    'caption-missing': 'Das Bild hat keine Bildunterschrift.',
    'credit-missing': 'Es ist nicht angegeben, von wem das Bild stammt.',
    'file-gone': 'Die Datei gibt es nicht mehr: Leser sähen hier nichts.',
    'picture-unready': 'Das Bild lässt sich noch nicht zeigen, oder die Datei ist keines.',
    'related-dead': '{href} führt zu keinem Artikel, den Leser sehen können; dieser Block fiele weg.',
    'link-dead': 'Der Link {href} führt ins Leere.',
    'embed-still':
      'Der eingebettete Inhalt hat kein Bild: Leser sehen eine schlichte Schaltfläche, bis sie darauf drücken.',
    'quote-speaker': 'Es ist nicht angegeben, wer das gesagt hat.',
    'disclosure-missing':
      '{count, plural, one {# Link wird bezahlt} other {# Links werden bezahlt}}, und die Zeitung hat dafür keinen eigenen Hinweis.',
    'heading-order':
      'Hier steht eine Zwischenüberschrift der Ebene {level, number}, wo eine der Ebene {wanted, number} folgen müsste.',
    'html-removed': 'Leser bekommen dieses HTML nicht ganz: {what} wird entfernt.',
    'html-coloured': 'Dieses HTML hat eigene Farben oder Formate; Leser sehen es ohne sie.',
    'import-note': 'Das konnte der Import nicht lesen. Sehen Sie nach und entscheiden Sie, was hier stehen soll.',
    'poll-gone': 'Diese Umfrage gibt es nicht.',
    'left-out': 'Das lässt sich so nicht veröffentlichen und fiele weg: {part} {words}',
    'seo-description-long':
      'Die Beschreibung für Suchmaschinen hat {count, number} Zeichen; sie zeigen etwa {most, number}.',
  },
  preview: 'Vorschau',
  previewOf: 'So sähe der Artikel aus. Leser sehen ihn noch nicht.',
  previewOver: 'Diese Vorschau ist abgelaufen, oder es gab hier nie eine.',
}
