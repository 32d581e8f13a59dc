export const en = {
  titles: { image: 'Choose a picture', audio: 'Choose a recording', file: 'Choose a file' },
  fromDevice: 'From this device',
  fromAddress: 'From a web address',
  fetch: 'Fetch',
  dropHere: 'Or drop files anywhere in this window.',
  search: 'Search what the paper has',
  none: 'Nothing fits.',
  uploading: 'On its way',
  lookingAt: 'Being looked at',
  take: '{count, plural, =0 {Take} one {Take # file} other {Take # files}}',
  focal: {
    title: 'Focal point',
    set: 'Set the focal point',
    help: 'Crops for lists, cards and other sites keep this place in the picture. Click it, drag the mark, or use the arrow keys.',
    at: '{x, number}% from the left, {y, number}% from the top',
  },
} as const
