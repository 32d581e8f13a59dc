import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const fr: Translation<typeof en> = {
  heading: 'Discussion',
  none: 'Personne n’a encore commenté.',
  closed: 'Les commentaires sur cet article sont fermés.',
  reply: 'Répondre',
  replyTo: 'Répondre à {name}',
  inReplyTo: 'En réponse à {name} :',
  earlier: 'Commentaires précédents',
  later: 'Commentaires suivants',
  formHeading: 'Écrire un commentaire',
  whatHappens:
    'La rédaction lit chaque commentaire avant sa parution. Vous recevrez une page où vous pourrez voir ce qui a été décidé, et pourquoi.',
  name: 'Nom',
  nameHelp: 'Publié avec votre commentaire.',
  email: 'Adresse électronique',
  emailHelp: 'Jamais publiée ; uniquement pour vous poser une question.',
  comment: 'Commentaire',
  commentHelp:
    'Texte seul, {most, plural, one {# caractère} many {# de caractères} other {# caractères}} au maximum. Les adresses web deviennent des liens.',
  send: 'Envoyer le commentaire',
  sending: 'Envoi de votre commentaire…',
  failed: 'Votre commentaire n’a pas pu être envoyé. Votre texte est toujours là ; veuillez réessayer.',
  notKept:
    'Votre commentaire n’a pas pu être enregistré. Votre texte est toujours là ; veuillez le renvoyer dans une minute.',
  summary: 'Votre commentaire n’a pas encore été envoyé. Veuillez vérifier les champs signalés.',
  fault: {
    name: {
      missing: 'Veuillez écrire le nom qui signera votre commentaire.',
      'too-long':
        'Un nom compte {most, plural, one {# caractère} many {# de caractères} other {# caractères}} au maximum.',
      invalid: 'Ce nom ne peut pas être utilisé.',
    },
    email: {
      missing: 'Veuillez écrire votre adresse électronique.',
      'too-long': 'Cette adresse est trop longue.',
      invalid: 'Cela ne ressemble pas à une adresse électronique, comme nom@example.org.',
    },
    comment: {
      missing: 'Veuillez écrire votre commentaire.',
      'too-long':
        'Un commentaire compte {most, plural, one {# caractère} many {# de caractères} other {# caractères}} au maximum.',
      invalid: 'Ce commentaire ne peut pas être utilisé.',
    },
    marks: 'Une même lettre porte trop d’accents ou de signes. Veuillez en retirer.',
    parentUnknown: 'Le commentaire auquel vous répondez n’est plus là. Votre texte peut aussi paraître seul.',
  },
  crowded: {
    reader:
      'Beaucoup de vos commentaires attendent encore d’être lus ; celui-ci n’a donc pas été envoyé. Votre texte est toujours là : copiez-le par précaution et envoyez-le quand d’autres auront été lus.',
    network:
      'Beaucoup de commentaires venus du réseau que vous utilisez, peut-être écrits par d’autres, attendent encore d’être lus ; celui-ci n’a donc pas été envoyé. Votre texte est toujours là : copiez-le par précaution et renvoyez-le dans quelques heures.',
    story:
      'De très nombreux commentaires sur cet article attendent d’être lus ; la rédaction n’en prend plus avant d’avoir rattrapé son retard. Votre texte est toujours là : copiez-le par précaution et renvoyez-le plus tard.',
    house:
      'Plus de commentaires attendent que la rédaction ne peut en lire en ce moment ; elle n’en prend plus avant d’avoir rattrapé son retard. Votre texte est toujours là : copiez-le par précaution et renvoyez-le plus tard.',
  },
  held: 'Merci. Votre commentaire est entre les mains de la rédaction et paraîtra une fois lu.',
  seeOwn: 'Voir votre commentaire et la décision',
  ownTitle: 'Votre commentaire',
  onStory: 'Sur l’article',
  state: {
    held: 'En attente de lecture par la rédaction.',
    published: 'Publié.',
    rejected: 'Non publié.',
  },
  reason: 'Motif',
  unknown: 'Ce commentaire n’existe pas, ou il ne vous est pas destiné.',
  unknownStory: 'L’article à commenter n’existe pas.',
  backToStory: 'Retour à « {headline} »',
}
