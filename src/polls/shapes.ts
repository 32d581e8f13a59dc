/** What goes into and comes out of the operations on polls. */
import { z } from 'zod'
import type { Actor, Db } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { momentOf } from '../kit/times.ts'
import { can } from '../staff/acts.ts'
import { namesOfPictures } from './named-pictures.ts'
import type { PollWithTally } from './poll.ts'
import type { PollFault } from './refusals.ts'
import { hasBallots } from './store.ts'

/** Years of four digits: what comes later no calendar writes. */
const lastMoment = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

export const time = z.int().min(0).max(lastMoment).meta({ description: 'Epoch milliseconds.' })

const given = z.union([time, z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/u)]).nullable()

/** What makes it a poll, `definitionFaults` says, in words; here it is only kept within bounds. */
const fields = {
  question: z.string().max(5_000),
  options: z.array(z.string().max(5_000)).max(100),
  pictures: z.array(z.strictObject({ media: z.string().max(100), alt: z.string().max(5_000) }).nullable()).max(100),
  minChoices: z.int().min(1).max(20),
  maxChoices: z.int().min(1).max(20),
  opensAt: given.meta({ description: 'Epoch milliseconds or local time of the publication. Null: at once.' }),
  closesAt: given.meta({ description: 'Likewise. Null: when somebody closes it; what is closed stays so.' }),
  results: z
    .enum(['always', 'after-vote', 'after-close', 'staff'])
    .meta({ description: 'When readers see the figures.' }),
  hiddenUntil: z.int().min(0).max(1_000_000_000).meta({ description: 'And only once so many ballots count.' }),
  rotates: z.boolean().meta({ description: 'Whether each reader’s browser begins with another answer.' }),
  mayChange: z.boolean().meta({ description: 'Whether readers may change their vote while the poll is open.' }),
}

const besideOptions = 'Beside the options, in their order; null where one has none. `alt` says what it shows.'

export const newPoll = z.strictObject({
  ...fields,
  pictures: fields.pictures.default([]).meta({ description: besideOptions }),
  minChoices: fields.minChoices.default(1),
  maxChoices: fields.maxChoices.default(1),
  opensAt: fields.opensAt.default(null),
  closesAt: fields.closesAt.default(null),
  results: fields.results.default('always'),
  hiddenUntil: fields.hiddenUntil.default(0),
  rotates: fields.rotates.default(false),
  mayChange: fields.mayChange.default(false),
})

export const pollChange = z
  .strictObject({
    ...fields,
    pictures: fields.pictures.meta({ description: `${besideOptions} Where the list ends, pictures stay.` }),
    optionIds: z
      .array(z.int().nullable())
      .max(100)
      .meta({
        description:
          'Beside `options`: which of the poll’s options each is, so that it keeps its votes in other words; ' +
          'null for a new one. Left out, an option is known by its words.',
      }),
  })
  .partial()
  .refine(({ options, optionIds }) => optionIds === undefined || optionIds.length === options?.length, {
    path: ['optionIds'],
    error: 'there must be one for each of `options`',
  })

export const pollShape = z.object({
  id: z.string(),
  revision: z.int(),
  question: z.string(),
  options: z.array(z.string()),
  optionIds: z.array(z.int()).meta({ description: 'Of the options, in their order.' }),
  pictures: z
    .array(
      z
        .object({
          media: z.string(),
          alt: z.string(),
          src: z.string().nullable().meta({ description: 'Null until a rendition is made.' }),
        })
        .nullable(),
    )
    .meta({ description: 'Of the options, in their order.' }),
  minChoices: z.int(),
  maxChoices: z.int(),
  opensAt: z.int(),
  closesAt: z.int().nullable(),
  results: fields.results,
  hiddenUntil: fields.hiddenUntil,
  rotates: fields.rotates,
  mayChange: fields.mayChange,
  counted: z.int().meta({ description: 'Ballots that count.' }),
  may: z
    .object({
      change: z.boolean(),
      removeOptions: z.boolean().meta({ description: 'Nobody has voted yet.' }),
      changeChoices: z.boolean().meta({ description: 'How many options a reader chooses. Nobody has voted yet.' }),
    })
    .meta({ description: 'What the caller may do with it as it is now.' }),
})

export const listedPoll = pollShape.pick({ id: true, question: true, opensAt: true, closesAt: true, counted: true })

export async function pollView(db: Db, actor: Actor, poll: PollWithTally): Promise<z.input<typeof pollShape>> {
  const { publicId, options, tally } = poll
  const may = can(actor, 'poll.edit')
  const isUnvoted = may && !(await hasBallots(db, poll.id))
  return {
    ...poll,
    id: publicId,
    options: options.map(({ label }) => label),
    optionIds: options.map(({ id }) => id),
    pictures: await namesOfPictures(db, poll),
    counted: tally.counted,
    may: { change: may, removeOptions: isUnvoted, changeChoices: isUnvoted },
  }
}

type GivenTime = z.output<typeof given> | undefined

/** Moments of the times that were given; a time that the publication's clocks do not show is a fault. */
export function timesGiven(
  house: Pick<House, 'settings'>,
  times: { opensAt?: GivenTime; closesAt?: GivenTime },
): { opensAt: number | null | undefined; closesAt: number | null | undefined; faults: PollFault[] } {
  const { timeZone } = house.settings.current().identity
  const faults: PollFault[] = []
  const moment = (name: keyof typeof times) => {
    const time = times[name]
    const at = typeof time === 'string' ? momentOf(time, timeZone) : time
    if (typeof time === 'string' && at === undefined)
      faults.push({ code: 'poll-time', path: `/${name}`, words: `"${time}" is not a time in ${timeZone}` })
    return at
  }
  return { opensAt: moment('opensAt'), closesAt: moment('closesAt'), faults }
}
