import { parseTime } from '../articles/story-file/front-matter.ts'
import { Refusal } from '../kit/errors.ts'

/** @throws Refusal in words when it is not a time */
export function timeOption(name: string, value: string | undefined, now: number): number | undefined {
  const at = value === undefined ? undefined : parseTime(value, now)
  if (value !== undefined && at === undefined)
    throw new Refusal(
      'invalid',
      `${name} is "${value}": write a time such as 2026-11-20T18:00:00Z, ` +
        'or one from now such as +2d or -3h. Nothing was changed.',
    )
  return at
}
