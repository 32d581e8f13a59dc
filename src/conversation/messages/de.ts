import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const de: Translation<typeof en> = {
  heading: 'Diskussion',
  none: 'Noch hat niemand kommentiert.',
  closed: 'Die Kommentare zu diesem Beitrag sind geschlossen.',
  reply: 'Antworten',
  replyTo: '{name} antworten',
  inReplyTo: 'Antwort an {name}:',
  earlier: 'Frühere Kommentare',
  later: 'Spätere Kommentare',
  formHeading: 'Kommentar schreiben',
  whatHappens:
    'Die Redaktion liest jeden Kommentar, bevor er erscheint. Sie erhalten eine Seite, auf der steht, was entschieden wurde und warum.',
  name: 'Name',
  nameHelp: 'Erscheint mit Ihrem Kommentar.',
  email: 'E-Mail',
  emailHelp: 'Wird nie veröffentlicht; nur für Rückfragen.',
  comment: 'Kommentar',
  commentHelp: 'Nur Text, höchstens {most, plural, one {# Zeichen} other {# Zeichen}}. Webadressen werden zu Links.',
  send: 'Kommentar senden',
  sending: 'Ihr Kommentar wird gesendet …',
  failed: 'Ihr Kommentar konnte nicht gesendet werden. Ihr Text ist noch da; bitte versuchen Sie es noch einmal.',
  notKept:
    'Ihr Kommentar konnte gerade nicht gespeichert werden. Ihr Text ist noch da; bitte senden Sie ihn in einer Minute noch einmal.',
  summary: 'Ihr Kommentar wurde noch nicht gesendet. Bitte sehen Sie sich die markierten Felder an.',
  fault: {
    name: {
      missing: 'Bitte schreiben Sie den Namen, unter dem Ihr Kommentar erscheinen soll.',
      'too-long': 'Ein Name hat höchstens {most, plural, one {# Zeichen} other {# Zeichen}}.',
      invalid: 'Dieser Name kann nicht verwendet werden.',
    },
    email: {
      missing: 'Bitte schreiben Sie Ihre E-Mail-Adresse.',
      'too-long': 'Diese Adresse ist zu lang.',
      invalid: 'Das sieht nicht wie eine E-Mail-Adresse aus, etwa name@example.org.',
    },
    comment: {
      missing: 'Bitte schreiben Sie Ihren Kommentar.',
      'too-long': 'Ein Kommentar hat höchstens {most, plural, one {# Zeichen} other {# Zeichen}}.',
      invalid: 'Dieser Kommentar kann nicht verwendet werden.',
    },
    marks: 'Auf einem einzigen Buchstaben stehen zu viele Akzente oder Zeichen. Bitte nehmen Sie einige weg.',
    parentUnknown: 'Der Kommentar, auf den Sie antworten, ist nicht mehr da. Ihr Text kann auch für sich stehen.',
  },
  crowded: {
    reader:
      'Von Ihnen warten noch viele Kommentare darauf, gelesen zu werden, deshalb wurde dieser nicht gesendet. Ihr Text ist noch da: Kopieren Sie ihn zur Sicherheit und senden Sie ihn, wenn einige der anderen gelesen sind.',
    network:
      'Aus dem Netz, das Sie benutzen, warten noch viele Kommentare darauf, gelesen zu werden, vielleicht auch von anderen Menschen, deshalb wurde dieser nicht gesendet. Ihr Text ist noch da: Kopieren Sie ihn zur Sicherheit und senden Sie ihn in einigen Stunden noch einmal.',
    story:
      'Zu diesem Beitrag warten sehr viele Kommentare darauf, gelesen zu werden; weitere werden erst wieder angenommen, wenn die Redaktion nachgekommen ist. Ihr Text ist noch da: Kopieren Sie ihn zur Sicherheit und senden Sie ihn später noch einmal.',
    house:
      'Es warten mehr Kommentare, als die Redaktion gerade lesen kann; weitere werden erst wieder angenommen, wenn sie nachgekommen ist. Ihr Text ist noch da: Kopieren Sie ihn zur Sicherheit und senden Sie ihn später noch einmal.',
  },
  held: 'Danke. Ihr Kommentar liegt der Redaktion vor und erscheint, sobald er gelesen ist.',
  seeOwn: 'Ihren Kommentar und die Entscheidung ansehen',
  ownTitle: 'Ihr Kommentar',
  onStory: 'Zum Beitrag',
  state: {
    held: 'Wartet darauf, von der Redaktion gelesen zu werden.',
    published: 'Veröffentlicht.',
    rejected: 'Nicht veröffentlicht.',
  },
  reason: 'Grund',
  unknown: 'Diesen Kommentar gibt es nicht, oder er ist nicht für Sie bestimmt.',
  unknownStory: 'Den Beitrag, den Sie kommentieren möchten, gibt es nicht.',
  backToStory: 'Zurück zu „{headline}“',
}
