export const en = {
  mail: {
    subject: 'Sign in to {paper}',
    text: 'Hello {name},\n\nOpen this link and press the button to sign in to {paper}:\n\n{link}\n\nIt works once, and for {minutes, plural, one {# minute} other {# minutes}}. If you did not ask for it, somebody else typed your address: nothing happens unless you press the button.\n',
  },
} as const
