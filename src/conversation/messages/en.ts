export const en = {
  heading: 'Conversation',
  none: 'Nobody has commented yet.',
  closed: 'Comments on this story are closed.',
  reply: 'Reply',
  replyTo: 'Reply to {name}',
  inReplyTo: 'In reply to {name}:',
  earlier: 'Earlier comments',
  later: 'Later comments',
  formHeading: 'Write a comment',
  whatHappens:
    'The newsroom reads every comment before it appears. You will get a page where you can see what was decided, and why.',
  name: 'Name',
  nameHelp: 'Published with your comment.',
  email: 'Email',
  emailHelp: 'Never published; for questions only.',
  comment: 'Comment',
  commentHelp: 'Plain text, up to {most, plural, one {# character} other {# characters}}. Web addresses become links.',
  send: 'Send comment',
  sending: 'Sending your comment…',
  failed: 'Your comment could not be sent. Your words are still here; please try again.',
  notKept: 'Your comment could not be saved just now. Your words are still here; please send them again in a minute.',
  summary: 'Your comment has not been sent yet. Please check the marked fields.',
  fault: {
    name: {
      missing: 'Please enter the name to appear with your comment.',
      'too-long': 'A name can have at most {most, plural, one {# character} other {# characters}}.',
      invalid: 'This name cannot be used.',
    },
    email: {
      missing: 'Please write your email address.',
      'too-long': 'This address is too long.',
      invalid: 'This does not look like an email address, such as name@example.org.',
    },
    comment: {
      missing: 'Please write your comment.',
      'too-long': 'A comment can have at most {most, plural, one {# character} other {# characters}}.',
      invalid: 'This comment cannot be used.',
    },
    marks: 'A letter carries too many accents or marks. Please remove some.',
    parentUnknown: 'The comment you are replying to is no longer there. You can still send yours on its own.',
  },
  crowded: {
    reader:
      'Too many of your comments are still waiting to be read, so this one was not sent. Your words are still here: copy them to be safe, and send them once some of the others have been read.',
    network:
      'Too many comments from the network you use, perhaps by other people, are still waiting to be read, so this one was not sent. Your words are still here: copy them to be safe, and send them again in a few hours.',
    story:
      'Too many comments on this story are waiting to be read, and no more are accepted until the newsroom has caught up. Your words are still here: copy them to be safe, and send them again later.',
    house:
      'More comments are waiting than the newsroom can read just now, and no more are accepted until it has caught up. Your words are still here: copy them to be safe, and send them again later.',
  },
  held: 'Thank you. Your comment is with the newsroom and will appear once it has been read.',
  seeOwn: 'See your comment and what is decided',
  ownTitle: 'Your comment',
  onStory: 'On the story',
  state: {
    held: 'Waiting to be read by the newsroom.',
    published: 'Published.',
    rejected: 'Not published.',
  },
  reason: 'Reason',
  unknown: 'There is no such comment, or it is not yours to see.',
  unknownStory: 'There is no such story to comment on.',
  backToStory: 'Back to “{headline}”',
} as const
