import { failed, type Failure } from '../kit/outcome.ts'

export function noSuchPoll(publicId: string): Failure {
  return failed('unknown', `There is no poll "${publicId}".`)
}
