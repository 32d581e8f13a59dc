import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const fr: Translation<typeof en> = {
  mail: {
    subject: 'Connexion à {paper}',
    text: 'Bonjour {name},\n\nouvrez ce lien et appuyez sur le bouton pour vous connecter à {paper} :\n\n{link}\n\nIl sert une seule fois, pendant {minutes, plural, one {# minute} many {# de minutes} other {# minutes}}. Si vous ne l’avez pas demandé, quelqu’un a saisi votre adresse : tant que vous n’appuyez pas, il ne se passe rien.\n',
  },
}
