import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const fr: Translation<typeof en> = {
  title: 'Les alertes de {paper}',
  lead: 'Choisissez ce dont vous voulez être informé et à quel rythme. Vous pouvez tout modifier ou vous désabonner quand vous le voulez, en un clic.',
  what: 'À quel sujet',
  everything: 'Tout',
  everythingHelp: 'Quel que soit le sujet.',
  some: 'Certains sujets seulement',
  someHelp: 'Cochez-les ci-dessous.',
  story: 'La suite de cette histoire',
  storyHelp: '{days, plural, one {Pendant # jour.} many {Pendant # de jours.} other {Pendant # jours.}}',
  pace: 'À quel rythme',
  paces: {
    breaking: 'Les urgences seulement',
    all: 'Au fil de l’actualité',
    daily: 'Chaque matin et chaque soir',
    weekly: 'Une fois par semaine',
  },
  paceHelp: {
    breaking: 'Les rares nouvelles que personne ne devrait manquer.',
    all: 'Chaque alerte sur vos sujets, dès que la nouvelle tombe.',
    daily: 'Un courriel à {morning} et un autre à {evening}.',
    weekly: 'Un courriel à {morning}, chaque {weekday}.',
  },
  breakingAtOnce: 'Les urgences tout de suite',
  breakingAtOnceHelp: 'Elles n’attendent pas le prochain courriel.',
  byEmail: 'Par courriel',
  email: 'Adresse de courriel',
  emailHelp: 'Nous y envoyons un lien. Rien d’autre n’arrive avant votre confirmation.',
  subscribe: 'S’abonner par courriel',
  byPush: 'Dans ce navigateur',
  pushText: 'Des notifications affichées par ce navigateur, sans adresse.',
  pushNeedsScript: 'Il faut pour cela un script que ce navigateur n’exécute pas ou n’a pas encore chargé.',
  push: {
    before:
      'Ce que vous avez choisi ci-dessus arrive dès que cela se produit. Si vous avez choisi un e-mail matin et soir ou une fois par semaine, seule l’information urgente s’affiche ici. Votre navigateur vous demande d’abord votre accord.',
    start: 'M’avertir dans ce navigateur',
    on: 'Ce navigateur affiche vos alertes.',
    change: 'Modifier ce que vous recevez',
    stop: 'Ne plus rien afficher ici',
    denied:
      'Ce navigateur refuse nos notifications. Pour les autoriser, appuyez sur le symbole à côté de l’adresse, cherchez « Notifications » dans les réglages de ce site, puis rechargez la page.',
    install:
      'Sur un iPhone ou un iPad, ajoutez-nous d’abord à votre écran d’accueil : appuyez sur « Partager », puis sur « Sur l’écran d’accueil ». Ouvrez-nous depuis cet écran et revenez à cette page.',
    unable: 'Ce navigateur ne peut pas afficher de notifications. Les alertes par e-mail vous parviennent ici aussi.',
    started: 'C’est fait. Les notifications sont activées.',
    stopped: 'C’est fait. Plus rien ne s’affiche ici.',
    failed: 'Cela n’a pas fonctionné. Veuillez recharger la page et réessayer.',
  },
  byFeed: 'Par flux',
  sent: {
    heading: 'Regardez votre messagerie',
    text: 'Nous vous avons envoyé un lien. Les alertes arriveront quand vous aurez appuyé sur le bouton de sa page. Si rien n’est là dans quelques minutes, regardez aussi parmi les indésirables.',
    back: 'Modifier votre choix',
  },
  tooOften: {
    reader: 'Vous avez déjà demandé plusieurs courriels. Veuillez réessayer après {time}.',
    many: 'Trop de courriels sont demandés en ce moment. Veuillez réessayer après {time}.',
  },
  fault: {
    summary: 'Rien n’est encore enregistré. Veuillez regarder ce qui est signalé.',
    topics: {
      nothing:
        'Veuillez cocher au moins un sujet, ou choisir tout. Pour ne plus rien recevoir, désabonnez-vous ci-dessous.',
      'too-many': 'C’est trop à la fois. Choisissez plutôt tout.',
    },
    email: {
      missing: 'Veuillez indiquer votre adresse de courriel.',
      invalid: 'Cela ne ressemble pas à une adresse de courriel, comme nom@example.org.',
    },
    pace: 'Veuillez choisir un rythme.',
    timeZone: 'Veuillez choisir un fuseau horaire dans la liste.',
    language: 'Veuillez choisir une langue dans la liste.',
    quiet: {
      half: 'Veuillez indiquer les deux heures, ou aucune.',
      equal: 'Les deux heures sont identiques. Veuillez en indiquer deux différentes, ou aucune.',
      'out-of-range': 'Veuillez indiquer des heures, comme 22:00.',
    },
    pause:
      '{most, plural, one {Veuillez indiquer un nombre de jours, # au plus.} many {Veuillez indiquer un nombre de jours, # au plus.} other {Veuillez indiquer un nombre de jours, # au plus.}}',
  },
  mail: {
    confirmSubject: 'À confirmer : les alertes de {paper}',
    confirmText:
      'Bonjour,\n\nquelqu’un, vous-même nous l’espérons, a demandé pour cette adresse les alertes de {paper} :\n\n{chosen}\n\nSi c’était vous, ouvrez cette page et appuyez sur son bouton :\n\n{link}\n\nSi ce n’était pas vous, ne faites rien. Rien d’autre n’arrivera.',
    knownSubject: 'Vos alertes de {paper}',
    knownText:
      'Bonjour,\n\nquelqu’un, peut-être vous, a demandé pour cette adresse les alertes de {paper}. Elle les reçoit déjà ; rien n’a changé.\n\nVous pouvez voir et modifier ici ce que vous recevez, ou vous désabonner :\n\n{link}\n\nSi ce n’était pas vous, ne faites rien.',
    linkText:
      'Bonjour,\n\nla rédaction de {paper} vous envoie ce lien, puisque vous lui avez écrit. Vous pouvez y voir et modifier ce que vous recevez, ou vous désabonner :\n\n{link}\n\nSi vous ne nous avez pas écrit, ne faites rien : rien n’a changé.',
  },
  confirm: {
    text: 'En appuyant sur le bouton, vous recevrez ces alertes à l’adresse {address} :',
    confirmed: 'Vos alertes sont activées',
    confirmedText:
      'Merci. Vous recevez désormais ce que vous avez choisi. Vous pouvez le modifier à tout moment ; chaque alerte contient un lien pour cela.',
    toPreferences: 'Modifier ce que vous recevez',
    again: 'Choisir de nouveau',
  },
  said: {
    everything: 'Tout',
    topics: 'Sujets : {names}',
    threads: 'Histoires : {names}',
    atOnce: 'Les urgences tout de suite',
    quiet: 'Rien entre {from} et {to} ({zone})',
    quietButBreaking: 'Rien entre {from} et {to} ({zone}), sauf les urgences',
    paused: 'Rien jusqu’au {time}',
  },
  preferences: {
    title: 'Vos alertes',
    forAddress: 'Elles arrivent à l’adresse {address}.',
    forBrowser: 'Elles arrivent dans l’un de vos navigateurs.',
    saved: 'C’est enregistré. Vous recevez désormais :',
    stories: 'Les histoires que vous suivez',
    storyUntil: 'Jusqu’au {time}. Décochez-la pour arrêter avant.',
    rest: 'Quand ne rien recevoir',
    quietFrom: 'Silence de',
    quietTo: 'à',
    quietHelp:
      'Entre ces heures, rien n’arrive ; laissez les deux champs vides pour ne pas en avoir. Ce qui tombe entre-temps arrive ensuite.',
    wake: 'Me réveiller pour les urgences',
    wakeHelp: 'Elles seules arrivent aussi entre ces heures.',
    timeZone: 'Fuseau horaire',
    timeZoneHelp: 'Pour les heures de silence et l’heure de vos courriels.',
    pause: 'Pause pendant tant de jours',
    pauseHelp: 'Vide : pas de pause.',
    pausedUntil: 'Vous êtes en pause jusqu’au {time}. Videz le champ pour y mettre fin.',
    language: 'Langue de ce qui entoure les nouvelles',
    save: 'Enregistrer',
    leaveHeading: 'Plus d’alertes',
    leaveHelp: 'Une pression, et plus rien n’arrive.',
    leave: 'Se désabonner',
  },
  leave: {
    heading: 'Plus d’alertes ?',
    text: 'Appuyez sur le bouton et plus aucune alerte n’arrivera. Rien ne se passe avant.',
    button: 'Ne plus m’envoyer d’alertes',
    stay: 'Modifier plutôt ce que vous recevez',
  },
  left: {
    heading: 'Plus d’alertes',
    text: 'Plus aucune alerte n’arrivera. Vous pouvez fermer cette page.',
    button: 'J’ai changé d’avis : m’envoyer les alertes',
  },
  back: { heading: 'Heureux de vous retrouver', text: 'Vous recevez de nouveau ce que vous aviez choisi.' },
  ended: {
    heading: 'Plus rien n’arrive ici',
    text: 'Ce que nous avons envoyé n’est pas arrivé, ou a été signalé comme indésirable. Pour recevoir de nouveau des alertes, veuillez vous réabonner.',
  },
  unknownLink: 'Ce lien n’est pas connu ici. Votre messagerie l’a peut-être coupé.',
  followTopic: 'Suivre {topic}',
  followStory: 'Suivre cette histoire',
  followLabel: 'Connaître la suite',
}
