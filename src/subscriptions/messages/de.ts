import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const de: Translation<typeof en> = {
  title: 'Meldungen von {paper}',
  lead: 'Wählen Sie, wovon Sie hören möchten und wie oft. Sie können es jederzeit mit einem Klick ändern oder abbestellen.',
  what: 'Worüber',
  everything: 'Alles',
  everythingHelp: 'Ganz gleich zu welchem Thema.',
  some: 'Nur bestimmte Themen',
  someHelp: 'Kreuzen Sie sie unten an.',
  story: 'Wie es in dieser Geschichte weitergeht',
  storyHelp: '{days, plural, one {# Tag lang.} other {# Tage lang.}}',
  pace: 'Wie oft',
  paces: {
    breaking: 'Nur Eilmeldungen',
    all: 'Sobald etwas geschieht',
    daily: 'Morgens und abends',
    weekly: 'Einmal in der Woche',
  },
  paceHelp: {
    breaking: 'Das Wenige, das niemand verpassen sollte.',
    all: 'Jede Meldung zu Ihren Themen, sobald sie eine ist.',
    daily: 'Eine E-Mail um {morning} und eine um {evening} Uhr.',
    weekly: 'Eine E-Mail um {morning} Uhr, immer am {weekday}.',
  },
  breakingAtOnce: 'Eilmeldungen sofort',
  breakingAtOnceHelp: 'Sie warten nicht auf die nächste Sammel-E-Mail.',
  byEmail: 'Per E-Mail',
  email: 'E-Mail-Adresse',
  emailHelp: 'Wir schicken einen Link dorthin. Mehr kommt erst, wenn Sie bestätigen.',
  subscribe: 'Per E-Mail abonnieren',
  byPush: 'In diesem Browser',
  pushText: 'Mitteilungen, die dieser Browser anzeigt, ganz ohne Adresse.',
  pushNeedsScript: 'Dafür braucht es ein Skript, das dieser Browser nicht ausführt oder noch nicht geladen hat.',
  push: {
    before:
      'Was Sie oben gewählt haben, kommt, sobald es geschieht. Haben Sie E-Mails morgens und abends oder einmal in der Woche gewählt, kommen hier nur Eilmeldungen. Ihr Browser fragt Sie vorher.',
    start: 'In diesem Browser benachrichtigen',
    on: 'Dieser Browser zeigt Ihre Meldungen.',
    change: 'Ändern, was Sie bekommen',
    stop: 'Hier nichts mehr anzeigen',
    denied:
      'Dieser Browser lässt keine Mitteilungen von uns zu. Um sie zu erlauben, drücken Sie auf das Zeichen neben der Adresse, suchen in den Einstellungen dieser Website nach „Mitteilungen“ oder „Benachrichtigungen“ und laden die Seite neu.',
    install:
      'Auf einem iPhone oder iPad legen Sie uns zuerst auf den Home-Bildschirm: Drücken Sie auf „Teilen“, dann auf „Zum Home-Bildschirm“. Öffnen Sie uns von dort und kehren Sie auf diese Seite zurück.',
    unable: 'Dieser Browser kann keine Mitteilungen anzeigen. Meldungen per E-Mail erreichen Sie auch hier.',
    started: 'Fertig. Mitteilungen sind eingeschaltet.',
    stopped: 'Fertig. Hier wird nichts mehr angezeigt.',
    failed: 'Das hat nicht geklappt. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.',
  },
  byFeed: 'Per Feed',
  sent: {
    heading: 'Bitte sehen Sie in Ihr Postfach',
    text: 'Wir haben Ihnen einen Link geschickt. Meldungen kommen, sobald Sie auf dessen Seite den Knopf gedrückt haben. Ist nach einigen Minuten keine E-Mail da, sehen Sie bitte auch im Spam-Ordner nach.',
    back: 'Auswahl ändern',
  },
  tooOften: {
    reader: 'Sie haben schon mehrere E-Mails angefordert. Bitte versuchen Sie es nach {time} noch einmal.',
    many: 'Gerade fordern zu viele eine E-Mail an. Bitte versuchen Sie es nach {time} noch einmal.',
  },
  fault: {
    summary: 'Noch ist nichts gespeichert. Bitte sehen Sie sich das Markierte an.',
    topics: {
      nothing:
        'Bitte kreuzen Sie mindestens ein Thema an oder wählen Sie alles. Wenn nichts mehr kommen soll, bestellen Sie unten ab.',
      'too-many': 'Das sind zu viele auf einmal. Wählen Sie stattdessen alles.',
    },
    email: {
      missing: 'Bitte geben Sie Ihre E-Mail-Adresse ein.',
      invalid: 'Das sieht nicht wie eine E-Mail-Adresse aus, etwa name@example.org.',
    },
    pace: 'Bitte wählen Sie, wie oft.',
    timeZone: 'Bitte wählen Sie eine Zeitzone aus der Liste.',
    language: 'Bitte wählen Sie eine Sprache aus der Liste.',
    quiet: {
      half: 'Bitte geben Sie beide Zeiten an oder keine.',
      equal: 'Von und bis sind dieselbe Zeit. Bitte geben Sie zwei verschiedene an oder keine.',
      'out-of-range': 'Bitte geben Sie Uhrzeiten an, etwa 22:00.',
    },
    pause:
      '{most, plural, one {Bitte geben Sie eine Zahl von Tagen an, höchstens #.} other {Bitte geben Sie eine Zahl von Tagen an, höchstens #.}}',
  },
  mail: {
    confirmSubject: 'Bitte bestätigen: Meldungen von {paper}',
    confirmText:
      'Guten Tag,\n\njemand, hoffentlich Sie selbst, möchte an diese Adresse Meldungen von {paper}:\n\n{chosen}\n\nWaren Sie es, öffnen Sie bitte diese Seite und drücken Sie den Knopf darauf:\n\n{link}\n\nWaren Sie es nicht, tun Sie bitte nichts. Es kommt dann nichts weiter.',
    knownSubject: 'Ihre Meldungen von {paper}',
    knownText:
      'Guten Tag,\n\njemand, vielleicht Sie selbst, möchte an diese Adresse Meldungen von {paper}. Sie bekommt sie schon; es hat sich nichts geändert.\n\nHier sehen und ändern Sie, was Sie bekommen, oder bestellen es ab:\n\n{link}\n\nWaren Sie es nicht, tun Sie bitte nichts.',
    linkText:
      'Guten Tag,\n\ndie Redaktion von {paper} schickt Ihnen diesen Link, weil Sie ihr geschrieben haben. Hier sehen und ändern Sie, was Sie bekommen, oder bestellen ab:\n\n{link}\n\nFalls Sie uns nicht geschrieben haben, brauchen Sie nichts zu tun: Es hat sich nichts geändert.',
  },
  confirm: {
    text: 'Mit Ihrem Druck auf den Knopf kommen diese Meldungen an {address}:',
    confirmed: 'Ihre Meldungen sind bestellt',
    confirmedText:
      'Danke. Von jetzt an bekommen Sie, was Sie gewählt haben. Sie können es jederzeit ändern; in jeder Meldung steht ein Link dafür.',
    toPreferences: 'Ändern, was Sie bekommen',
    again: 'Neu wählen',
  },
  said: {
    everything: 'Alles',
    topics: 'Themen: {names}',
    threads: 'Geschichten: {names}',
    atOnce: 'Eilmeldungen sofort',
    quiet: 'Nichts zwischen {from} und {to} Uhr ({zone})',
    quietButBreaking: 'Nichts zwischen {from} und {to} Uhr ({zone}), außer Eilmeldungen',
    paused: 'Nichts bis {time}',
  },
  preferences: {
    title: 'Ihre Meldungen',
    forAddress: 'Sie kommen an {address}.',
    forBrowser: 'Sie kommen in einen Ihrer Browser.',
    saved: 'Gespeichert. Von jetzt an bekommen Sie:',
    stories: 'Geschichten, denen Sie folgen',
    storyUntil: 'Bis {time}. Nehmen Sie das Kreuz weg, wenn Sie vorher aufhören möchten.',
    rest: 'Wann nicht',
    quietFrom: 'Ruhe von',
    quietTo: 'bis',
    quietHelp:
      'Zwischen diesen Zeiten kommt nichts; lassen Sie beide Felder leer, wenn Sie keine Ruhezeit wünschen. Was hineinfällt, kommt danach.',
    wake: 'Für Eilmeldungen darf es mich wecken',
    wakeHelp: 'Nur sie kommen auch zwischen diesen Zeiten.',
    timeZone: 'Zeitzone',
    timeZoneHelp: 'Für die Ruhezeit und für die Uhrzeit Ihrer E-Mails.',
    pause: 'So viele Tage Pause',
    pauseHelp: 'Leer: keine Pause.',
    pausedUntil: 'Sie machen Pause bis {time}. Leeren Sie das Feld, um sie zu beenden.',
    language: 'Sprache dessen, was um die Nachrichten herum steht',
    save: 'Speichern',
    leaveHeading: 'Keine Meldungen mehr',
    leaveHelp: 'Ein Druck, und es kommt nichts mehr.',
    leave: 'Abbestellen',
  },
  leave: {
    heading: 'Keine Meldungen mehr?',
    text: 'Drücken Sie den Knopf, und es kommt keine Meldung mehr. Vorher geschieht nichts.',
    button: 'Meldungen abbestellen',
    stay: 'Lieber ändern, was Sie bekommen',
  },
  left: {
    heading: 'Keine Meldungen mehr',
    text: 'Es kommt keine Meldung mehr. Sie können diese Seite schließen.',
    button: 'Doch wieder Meldungen schicken',
  },
  back: { heading: 'Willkommen zurück', text: 'Sie bekommen wieder, was Sie gewählt hatten.' },
  ended: {
    heading: 'Hier kommt nichts mehr an',
    text: 'Was wir geschickt haben, kam nicht an oder wurde als unerwünscht gemeldet. Wenn Sie wieder Meldungen möchten, abonnieren Sie bitte neu.',
  },
  unknownLink: 'Dieser Link ist hier nicht bekannt. Vielleicht wurde er in Ihrem Mailprogramm abgeschnitten.',
  followTopic: '{topic} folgen',
  followStory: 'Dieser Geschichte folgen',
  followLabel: 'Erfahren, wie es weitergeht',
}
