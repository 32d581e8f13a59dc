import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const fr: Translation<typeof en> = {
  label: 'Consultation des lecteurs',
  chooseOne: 'Choisissez une réponse.',
  chooseExactly:
    '{count, plural, one {Choisissez # réponse.} many {Choisissez # de réponses.} other {Choisissez # réponses.}}',
  chooseBetween: 'Choisissez au moins {min, number} et au plus {max, number} réponses.',
  vote: 'Voter',
  sending: 'Envoi de votre vote…',
  failed: 'Votre vote n’a pas pu être envoyé. Rien n’a été compté ; veuillez réessayer.',
  notKept:
    'Votre vote n’a pas pu être enregistré. Veuillez le renvoyer dans une minute ; il ne sera compté qu’une fois dans tous les cas.',
  opensAt: 'Ouverture du vote : {time}.',
  openUntil: 'Clôture du vote : {time}.',
  closedAt: 'Vote clos depuis le {time}.',
  closed: 'Le vote est clos.',
  resultsAfterVote: 'Le résultat s’affiche une fois que vous avez voté.',
  resultsAfterClose: 'Le résultat sera publié à la clôture du vote.',
  resultsStaff: 'Le résultat est transmis à la rédaction.',
  showResults: 'Voir le résultat provisoire',
  moreAnswers: '{count, plural, one {et # autre réponse} many {et # d’autres réponses} other {et # autres réponses}}',
  columnAnswer: 'Réponse',
  columnShare: 'Part',
  columnVotes: 'Voix',
  own: 'votre vote',
  percent: '{value, number} %',
  voters:
    '{count, plural, =0 {Personne n’a encore voté.} one {# lecteur a voté.} many {# de lecteurs ont voté.} other {# lecteurs ont voté.}}',
  imported:
    '{count, plural, one {# d’entre eux a voté dans un ancien système ; ce décompte a été repris et ne peut pas être vérifié.} many {# d’entre eux ont voté dans un ancien système ; ce décompte a été repris et ne peut pas être vérifié.} other {# d’entre eux ont voté dans un ancien système ; ce décompte a été repris et ne peut pas être vérifié.}}',
  importedAll: 'Tous ont voté dans un ancien système ; ce décompte a été repris et ne peut pas être vérifié.',
  toVote: 'Voter dans cette consultation',
  setAside:
    '{count, plural, one {# bulletin a été mis de côté, car il ne semblait pas venir d’un seul lecteur.} many {# de bulletins ont été mis de côté, car ils ne semblaient pas venir chacun d’un seul lecteur.} other {# bulletins ont été mis de côté, car ils ne semblaient pas venir chacun d’un seul lecteur.}}',
  selfSelected:
    'Les lecteurs ont choisi de participer : ce n’est pas un sondage d’opinion, et aucune marge d’erreur ne peut être donnée.',
  fault: {
    none: 'Rien n’a été choisi. Veuillez choisir une réponse.',
    'too-few': 'Cette consultation demande plus de réponses.',
    'too-many': 'Cette consultation accepte moins de réponses.',
    twice: 'La même réponse a été envoyée deux fois.',
    'unknown-option': 'Cette réponse ne fait pas partie de la consultation.',
  },
  alreadyVoted: 'Vous aviez déjà voté ; votre premier vote reste valable.',
  yourChoice: 'Votre choix',
  receipt: 'Reçu',
  receiptHelp:
    'Il permet de retrouver votre bulletin dans la liste publiée après la clôture du vote. Quiconque l’a peut le retrouver aussi.',
  notVoted: 'Ce navigateur n’a pas voté dans cette consultation.',
  unknown: 'Cette consultation n’existe pas.',
  backToStory: 'Retour à « {headline} »',
  pageTitle: 'Votre vote : {question}',
  recorded: 'Vote enregistré.',
  recordedOf: 'Vote enregistré. {count, plural, one {# voix.} many {# de voix.} other {# voix.}}',
  received: 'Vote reçu. Les votes sont vérifiés avant de compter ;',
  seeHow: 'voici comment',
  changed: 'Votre vote est modifié.',
  sameVote: 'Vous aviez déjà voté, et de cette façon.',
  change: 'Modifier mon vote',
  changeHelp:
    'Vous pouvez le modifier jusqu’à la clôture, {most, number} fois au plus ; chaque modification est conservée.',
  results: 'Résultat',
  resultsUntilMore:
    '{count, plural, one {Le résultat s’affiche une fois # voix comptée.} many {Le résultat s’affiche une fois # de voix comptées.} other {Le résultat s’affiche une fois # voix comptées.}}',
  votersAndVotes:
    '{voters, plural, one {# lecteur a} many {# de lecteurs ont} other {# lecteurs ont}} donné {votes, plural, one {# voix} many {# de voix} other {# voix}} ; les parts sont celles des voix.',
  certificate: 'Comment les votes ont été comptés',
  tiersTitle: 'Avec une adresse confirmée, et sans',
  columnConfirmed: 'Adresse confirmée ({count, number})',
  columnOthers: 'Autres ({count, number})',
  whoMayVote: {
    anyone: 'Tout lecteur peut voter, une fois par navigateur.',
    confirmed: 'Les lecteurs dont l’adresse électronique est confirmée peuvent voter, une fois par adresse.',
    list: 'Les lecteurs dont l’adresse figure sur la liste de la rédaction peuvent voter, une fois par adresse.',
  },
  addressNeeded:
    'Pour cette consultation, votre adresse électronique doit être confirmée. Nous y envoyons un lien ; ouvrez-le dans le navigateur où vous voulez voter et appuyez sur le bouton. L’adresse n’est montrée à personne.',
  address: 'Votre adresse électronique',
  sendLink: 'Envoyez-moi le lien',
  notAnAddress: 'Ce n’est pas une adresse électronique. Veuillez la vérifier.',
  addressTooLong: 'Cette adresse est trop longue.',
  linkSent:
    'Un lien part vers cette adresse, sauf si trois y sont déjà partis dans l’heure. Ouvrez-le dans le navigateur où vous voulez voter, appuyez sur le bouton et votez. Si rien n’arrive, regardez aussi parmi les courriers indésirables.',
  askedTooOften: {
    reader:
      'Vous avez déjà demandé un lien plusieurs fois. Regardez aussi parmi les courriers indésirables ; vous pourrez en redemander un à partir du {time}.',
    many: 'De très nombreux liens sont demandés en ce moment. Veuillez réessayer à partir du {time}.',
  },
  linkSubject: 'Confirmez votre adresse pour voter : {question}',
  linkText:
    'Quelqu’un, vous sans doute, souhaite voter avec cette adresse dans une de nos consultations.\n\nConfirmez-la ici, dans le navigateur où vous voulez voter : {link}\n\nVotez ensuite ici : {poll}\n\nSi ce n’était pas vous, ne faites rien.',
  notListed:
    'Cette consultation est réservée aux lecteurs d’une liste de la rédaction, et votre adresse confirmée n’y figure pas. Rien n’a été compté.',
  toPoll: 'Aller voter',
  list: 'Consultations des lecteurs',
  listOpen: 'Ouvertes au vote',
  listClosed: 'Closes',
  listNone: 'Il n’y a pas encore de consultation.',
  allPolls: 'Toutes les consultations',
  voteHere: 'Voter sur {paper}',
  fullPoll: 'La consultation sur {paper}',
  older: 'Consultations plus anciennes',
  newer: 'Consultations plus récentes',
  rules: {
    'no-pass': 'Venu sans l’autorisation que donne notre formulaire',
    'crowded-network': 'Plus de bulletins d’un même réseau que n’en admet la taille de la consultation',
    burst:
      'Partie d’une poussée : bien plus de bulletins que d’habitude en dix minutes, et une réponse bien plus fréquente',
    staff: 'Mis de côté par la rédaction',
  },
  proof: {
    title: 'Comment les votes ont été comptés : {question}',
    asked: 'Ce qui a été demandé',
    options: 'Réponses, dans cet ordre',
    optionsRotated: 'Réponses ; chaque navigateur commence par une autre',
    askedBy: 'Demandé par',
    opened: 'Ouverture',
    closes: 'Clôture',
    closed: 'Clos',
    noEnd: 'Aucune fin n’est fixée',
    whoMayVote: 'Qui peut voter',
    choices: 'Choix',
    changing: 'Modifier un vote',
    changingYes:
      'Possible jusqu’à la clôture, {most, number} fois au plus par bulletin ; chaque modification est conservée',
    changingNo: 'Impossible',
    counted: 'Ce qui a été compté',
    ballotsCounted: 'Bulletins comptés',
    ballotsSetAside: 'Bulletins mis de côté',
    ballotsChanged: 'Bulletins modifiés par leurs lecteurs',
    imported: 'Repris de {origin} ; ne peut être vérifié',
    setAsideBy: 'Ceux mis de côté, par motif (un bulletin peut en avoir plusieurs)',
    notYet: 'Le résultat et les chiffres suivront quand ils pourront être donnés.',
    checks: 'Comment les votes sont vérifiés',
    checkIntro:
      'Tout vote envoyé dans la bonne forme est conservé. Ces vérifications portent sur chacun, et de nouveau à mesure que la consultation grandit ; un vote que l’une d’elles signale est mis de côté, non effacé, et la rédaction peut le rétablir avec un motif.',
    checkPass: 'Sans autorisation : venu sans celle que donne notre formulaire.',
    checkNetwork:
      'Un même réseau : plus de {floor, number} bulletins, et plus de {share} de tous ceux qui comptent, d’un même réseau (un bloc de 256 adresses ou l’équivalent). Bureaux, écoles et opérateurs mobiles restent en dessous quand la consultation grandit.',
    checkBurst:
      'Une poussée : {ballots, number} bulletins ou plus en dix minutes là où le hasard n’en apporterait pas tant, et une réponse plus fréquente de {skew} de l’ensemble ou davantage qu’aux heures calmes. L’excédent est mis de côté. Une affluence de lecteurs qui répondent comme les autres n’est pas touchée.',
    findings: 'Ce que les vérifications ont trouvé',
    noFindings: 'Aucune poussée n’a été trouvée.',
    finding:
      '{time} : {ballots, number} bulletins en dix minutes au lieu de {usual, number} d’ordinaire ; « {answer} » en avait {share} au lieu de {usualShare}.',
    unseen:
      'Les vérifications cherchent de nombreux bulletins d’un même réseau et des poussées. Elles ne voient pas les votes qui viennent lentement et de nombreux réseaux ; que rien n’ait été trouvé ne dit pas qu’il n’y en a pas eu.',
    doubleVotesTitle: 'Comment les doubles votes sont empêchés',
    doubleVotes:
      'Un navigateur, connu par un nombre aléatoire dans un cookie, ou une adresse confirmée a un bulletin ; la base de données elle-même n’en prend pas un second. Là où tout lecteur peut voter, quelqu’un qui a plusieurs navigateurs peut voter plusieurs fois.',
    privacyTitle: 'Ce qui est conservé',
    privacy:
      'Un réseau n’est conservé que sous forme d’empreinte, avec une clé propre à cette consultation, détruite 30 jours après la clôture. Rien d’autre n’est conservé de la provenance d’un vote.',
    selfSelected:
      'Les répondants se sont choisis eux-mêmes et n’ont pas été tirés au hasard d’une population. Aucune erreur d’échantillonnage ne peut être calculée, il n’existe donc pas de marge d’erreur, et le résultat parle pour ceux qui ont voté et pour personne d’autre.',
    changes: 'Modifications après l’ouverture',
    noChanges: 'Aucune.',
    change: '{what} : « {was} » est devenu « {became} »',
    addition: '{what} : « {became} »',
    what: {
      question: 'Question',
      option: 'Réponse reformulée',
      'new-option': 'Réponse ajoutée',
      picture: 'Image d’une réponse',
      choices: 'Nombre de choix',
      opens: 'Ouverture',
      closes: 'Clôture',
      results: 'Affichage du résultat',
      order: 'Ordre des réponses',
      changing: 'Modifier un vote',
      who: 'Qui peut voter',
      rules: 'Chiffres des vérifications',
      'set-aside': 'Mis de côté par la rédaction',
      released: 'Rétabli par la rédaction',
    },
    hours: 'Bulletins par heure',
    columnHour: 'Heure',
    columnCame: 'Reçus',
    columnCounted: 'Comptés',
    few: 'Avec moins de cinquante bulletins comptés, ni les heures ni les reçus ne disent ce qui a été choisi : ils pourraient dire par qui.',
    receipts: 'La liste des reçus',
    receiptsLink: 'Tous les bulletins, par l’empreinte de leur reçu',
    receiptsHelp:
      'Votre reçu est sur votre propre page de cette consultation. « npx crier polls verify FICHIER --receipt CODE » le retrouve dans la liste et recompte tout.',
    receiptsLater: 'La liste est publiée après la clôture du vote.',
    receiptsInParts:
      'Elle est longue et se compose de {count, number} parties, à lire ensemble : « npx crier polls verify FICHIER FICHIER … ».',
    receiptsPart: 'Partie {number, number}',
    json: 'Ce certificat pour les machines',
  },
}
