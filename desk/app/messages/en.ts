import type { Translation } from '../../../src/kit/phrasebook.ts'
import { en as account } from '../../account/messages/en.ts'
import { en as alerts } from '../../alerts/messages/en.ts'
import { en as digests } from '../../digests/messages/en.ts'
import { en as log } from '../../log/messages/en.ts'
import { en as media } from '../../media/messages/en.ts'
import { en as refusals } from '../../refusals/messages/en.ts'
import { en as signIn } from '../../sign-in/messages/en.ts'
import { en as staff } from '../../staff/messages/en.ts'
import { en as stories } from '../../stories/messages/en.ts'
import { en as story } from '../../story/messages/en.ts'
import { en as lists } from '../../subscriber-lists/messages/en.ts'
import { en as subscribers } from '../../subscribers/messages/en.ts'

export const english = {
  app: {
    desk: 'Desk',
    skip: 'Skip to the content',
    paper: 'See the paper',
    stories: 'Stories',
    alerts: 'Alerts',
    subscribers: 'Subscribers',
    staff: 'Staff',
    ledger: 'Log',
    account: 'Your account',
    signOut: 'Sign out',
    menu: 'Menu',
    roles: {
      contributor: 'Contributor',
      reporter: 'Reporter',
      editor: 'Editor',
      moderator: 'Moderator',
      publisher: 'Publisher',
    },
    loading: 'Loading…',
    retry: 'Try again',
    failed: 'This could not be shown.',
    offline: 'There is no connection to the server.',
    offlineHelp: 'What you have written is kept in this browser. We will keep trying.',
    notFound: 'There is nothing at this address.',
    toStories: 'Back to stories',
    forbidden: 'Your role does not allow this.',
    signInFirst: 'Nothing was changed. Sign in again first.',
    close: 'Close',
    cancel: 'Cancel',
    save: 'Save',
    more: 'More',
    signedInAs: 'Signed in as {name}, {role}',
    waitSeconds:
      '{seconds, plural, one {Too many tries. Wait a second, then try again.} other {Too many tries. Wait # seconds, then try again.}}',
    waitMinutes:
      '{minutes, plural, one {Too many tries. Wait a minute, then try again.} other {Too many tries. Wait # minutes, then try again.}}',
    shortcuts: {
      title: 'Keyboard shortcuts',
      help: 'Show this list',
      search: 'Search stories',
      newStory: 'Start a story',
      stories: 'Go to stories',
      alerts: 'Go to alerts',
    },
  },
  account,
  alerts,
  digests,
  lists,
  log,
  media,
  refusals,
  signIn,
  staff,
  stories,
  story,
  subscribers,
} as const

export type English = typeof english
export type Words = Translation<English>
