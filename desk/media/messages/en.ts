export const en = {
  titles: { image: 'Choose a picture', audio: 'Choose a recording', file: 'Choose a file' },
  fromDevice: 'From this device',
  fromAddress: 'From a web address',
  fetch: 'Fetch',
  dropHere: 'Or drop files anywhere in this window.',
  search: 'Search the library',
  none: 'Nothing matches.',
  uploading: 'Uploading',
  lookingAt: 'Processing',
  take: '{count, plural, =0 {Use} one {Use # file} other {Use # files}}',
  focal: {
    title: 'Focal point',
    set: 'Set the focal point',
    help: 'Crops for lists, cards and other sites keep this point in the picture. Click, drag the marker, or use the arrow keys.',
    at: '{x, number}% from the left, {y, number}% from the top',
  },
} as const
