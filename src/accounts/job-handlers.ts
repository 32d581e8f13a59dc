import { handleJob, type JobHandler } from '../kit/queue/job.ts'
import { signInLinkJob } from './jobs.ts'
import { sendSignInLink } from './sign-in-link.ts'

export const accountJobHandlers: readonly JobHandler[] = [
  handleJob(signInLinkJob, (house, { memberId }) => sendSignInLink(house, memberId)),
]
