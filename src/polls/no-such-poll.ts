import { failedAs, type Failure } from '../kit/outcome.ts'

export function noSuchPoll(publicId: string): Failure {
  return failedAs('no-such-poll', 'unknown', `There is no poll "${publicId}".`)
}
