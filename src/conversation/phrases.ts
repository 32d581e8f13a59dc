import { plural } from '../kit/plural.ts'
import { maxCommentLength, maxNameLength, type CommentFaultCode, type CommentField } from './comment.ts'
import type { CommentState } from './tables.ts'

/** Every word that the conversation shows, in English. */
export const conversationPhrases = {
  heading: 'Conversation',
  count: (count: number) => plural('en', count, { one: '# comment', other: '# comments' }),
  none: 'Nobody has commented yet.',
  closed: 'Comments on this story are closed.',
  reply: 'Reply',
  replyTo: (name: string) => `Reply to ${name}`,
  inReplyTo: (name: string) => `In reply to ${name}:`,
  formHeading: 'Write a comment',
  whatHappens: 'The newsroom reads every comment before it appears. You will get a page where you can see what was decided, and why.',
  name: 'Name',
  nameHelp: 'Published with your comment.',
  email: 'E-mail',
  emailHelp: 'Never published; for questions only.',
  comment: 'Comment',
  commentHelp: `Plain text, up to ${maxCommentLength} characters. Web addresses become links.`,
  send: 'Send comment',
  sending: 'Sending your comment…',
  failed: 'Your comment could not be sent. Your words are still here; please try again.',
  summary: 'Your comment was not sent yet. Please look at the marked fields.',
  fault: {
    name: { missing: 'Please write the name that your comment should carry.', 'too-long': `A name has at most ${maxNameLength} characters.`, invalid: 'This name cannot be used.', unknown: '' },
    email: { missing: 'Please write your e-mail address.', 'too-long': 'This address is too long.', invalid: 'This does not look like an e-mail address, such as name@example.org.', unknown: '' },
    comment: { missing: 'Please write your comment.', 'too-long': `A comment has at most ${maxCommentLength} characters.`, invalid: 'This comment cannot be used.', unknown: '' },
    parent: { missing: '', 'too-long': '', invalid: '', unknown: 'The comment that you answer is no longer there. Your words can still stand on their own.' },
  } satisfies Record<CommentField, Record<CommentFaultCode, string>>,
  held: 'Thank you. Your comment is with the newsroom and appears when it has been read.',
  seeOwn: 'See your comment and what is decided',
  ownTitle: 'Your comment',
  onStory: 'On the story',
  state: {
    held: 'Waiting to be read by the newsroom.',
    published: 'Published.',
    rejected: 'Not published.',
  } satisfies Record<CommentState, string>,
  reason: 'Reason',
  backToStory: (headline: string) => `Back to “${headline}”`,
}
