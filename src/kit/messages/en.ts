export const en = {
  request: {
    addressTooLong: 'This address is too long.',
    addressMalformed: 'This address is malformed.',
    noPage: 'There is no page here.',
    signInAgain: 'You are not signed in any more. Please sign in, then try again.',
    noFile: 'There is no such file.',
    fileGone: 'The newsroom has taken this file down.',
    fileIsReadOnly: 'This is a file: it can only be read.',
    wrongMethod: 'This address cannot be used in that way.',
    otherSite:
      'This form was sent from another site, so nothing was done. Please open the page here and send it again.',
    needsKey:
      'This page is only for whoever started the server. Its address, with a key that works once, is in the terminal where Crier runs, and in the file “start-key” in the data folder.',
    tooOften: 'That was too many requests in a short time. Please wait a moment and try again.',
    changing: 'This page is being changed faster than it can be shown. Please try again in a moment.',
    busy: 'We are busier than usual just now. Please try again in a moment.',
    broken: 'Something went wrong on our side. It has been noted under {id}.',
    notShown: 'This page cannot be shown just now. Please try again in a minute.',
    notKept: 'What you sent could not be saved just now. Please send it again in a minute.',
    sendAgain: 'Send again',
    unavailable: 'Not available right now',
    frontPage: 'Front page',
  },
  form: {
    notUtf8: 'The form holds characters that cannot be read: it must be UTF-8.',
    notAForm: 'What was sent is not a filled-in form.',
    tooLong: 'What was sent is too long: the limit here is {bytes, plural, one {# byte} other {# bytes}}.',
    notWhole: 'The form did not arrive complete.',
    tooManyFields: 'The form has too many fields.',
    fieldTooLong:
      'One of the fields is too long, so nothing was done. Please go back and shorten it; what you typed is still there.',
    filesRefused: 'This form does not accept files.',
  },
  mail: {
    leave: 'To stop receiving mail from us: {link}',
  },
} as const
