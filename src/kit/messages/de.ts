import type { Translation } from '../phrasebook.ts'
import type { en } from './en.ts'

export const de: Translation<typeof en> = {
  request: {
    addressTooLong: 'Diese Adresse ist zu lang.',
    addressMalformed: 'Diese Adresse ist fehlerhaft und lässt sich nicht lesen.',
    noPage: 'Hier gibt es keine Seite.',
    signInAgain: 'Sie sind nicht mehr angemeldet. Bitte melden Sie sich an und versuchen Sie es dann noch einmal.',
    noFile: 'Diese Datei gibt es nicht.',
    fileGone: 'Die Redaktion hat diese Datei zurückgezogen.',
    fileIsReadOnly: 'Das ist eine Datei: Sie kann nur gelesen werden.',
    wrongMethod: 'Diese Adresse lässt sich so nicht verwenden.',
    otherSite:
      'Dieses Formular kam von einer anderen Website, deshalb ist nichts geschehen. Bitte öffnen Sie die Seite hier und senden Sie es noch einmal ab.',
    needsKey:
      'Diese Seite ist nur für die Person, die den Server gestartet hat. Ihre Adresse steht mit einem Schlüssel, der einmal öffnet, im Terminal, in dem Crier läuft, und in der Datei „start-key“ im Datenordner.',
    tooOften: 'Das war zu oft in kurzer Zeit. Bitte warten Sie einen Augenblick und versuchen Sie es dann noch einmal.',
    changing:
      'Diese Seite ändert sich gerade schneller, als sie gezeigt werden kann. Bitte versuchen Sie es gleich noch einmal.',
    busy: 'Gerade ist mehr zu tun, als wir auf einmal schaffen. Bitte versuchen Sie es gleich noch einmal.',
    broken: 'Bei uns ist etwas schiefgegangen. Es ist unter {id} vermerkt.',
    notShown: 'Diese Seite kann im Moment nicht gezeigt werden. Bitte versuchen Sie es in einer Minute noch einmal.',
    notKept:
      'Was Sie gesendet haben, konnte gerade nicht gespeichert werden. Bitte senden Sie es in einer Minute noch einmal.',
    sendAgain: 'Noch einmal senden',
    unavailable: 'Im Moment nicht verfügbar',
    frontPage: 'Startseite',
  },
  form: {
    notUtf8: 'Das Formular enthält Zeichen, die sich nicht lesen lassen: Es muss in UTF-8 kommen.',
    notAForm: 'Was gesendet wurde, ist kein ausgefülltes Formular.',
    tooLong:
      'Was gesendet wurde, ist zu lang: Höchstens {bytes, plural, one {# Byte wird} other {# Bytes werden}} hier angenommen.',
    notWhole: 'Das Formular ist nicht vollständig angekommen.',
    tooManyFields: 'Das Formular hat zu viele Felder.',
    fieldTooLong:
      'Ein Feld dieses Formulars enthält mehr, als es aufnimmt, deshalb ist nichts geschehen. Bitte gehen Sie zurück und kürzen Sie es: Was Sie geschrieben haben, steht noch da.',
    filesRefused: 'Dieses Formular nimmt Text entgegen, keine Dateien.',
  },
  mail: {
    leave: 'Keine Mails mehr von uns: {link}',
  },
}
