import { z } from 'zod'
import { receiptHash } from './certificate.ts'

/** The published list, as a file says it: whatever it is, it is only believed after the recount. */
const receiptFile = z.object({
  format: z.literal('crier-poll-receipts-1'), poll: z.string(), question: z.string(), labels: z.array(z.string()).min(2), counted: z.int().min(0), setAside: z.int().min(0), votes: z.array(z.int().min(0)),
  ballots: z.array(z.object({ receipt: z.string().regex(/^[0-9a-f]{32}$/u), state: z.enum(['counted', 'set-aside']), options: z.array(z.int().min(1)).min(1).optional() })),
})

export type Verification = {
  ok: boolean
  faults: string[]
  counted: number
  setAside: number
  /** Undefined where the list is too short to say what was chosen. */
  votes: { label: string; votes: number }[] | undefined
  /** Of the receipt that was asked for. */
  own: { state: 'counted' | 'set-aside'; options: string[] | undefined } | 'not-found' | undefined
}

/** Recounts a published list of receipts and looks for one, without asking anybody. */
export function verifyReceipts(json: string, receipt?: string): Verification {
  const parsed = receiptFile.safeParse(parsedJson(json))
  if (!parsed.success) return { ok: false, faults: ['this is not a list of receipts as Crier publishes it'], counted: 0, setAside: 0, votes: undefined, own: undefined }
  const { ballots, labels, ...list } = parsed.data
  const counted = ballots.filter(({ state }) => state === 'counted')
  const hasChoices = ballots.length > 0 && ballots.every(({ options }) => options !== undefined)
  const votes = labels.map((label, index) => ({ label, votes: counted.filter(({ options }) => options?.includes(index + 1)).length }))
  const setAside = ballots.length - counted.length
  const faults = [
    ...(new Set(ballots.map((ballot) => ballot.receipt)).size < ballots.length ? ['a receipt stands in the list twice'] : []),
    ...(ballots.some(({ options = [] }) => options.some((number) => number > labels.length) || new Set(options).size < options.length) ? ['a ballot has a choice that is none, or has one twice'] : []),
    ...(counted.length !== list.counted ? [`${list.counted} ballots are said to count, the list has ${counted.length}`] : []),
    ...(setAside !== list.setAside ? [`${list.setAside} ballots are said to be set aside, the list has ${setAside}`] : []),
    ...(hasChoices ? votes.flatMap(({ label, votes: recount }, index) => (recount === list.votes[index] ? [] : [`"${label}" is said to have ${list.votes[index] ?? 0} votes, the list has ${recount}`])) : []),
  ]
  const own = receipt === undefined ? undefined : ballots.find((ballot) => ballot.receipt === receiptHash(list.poll, receipt))
  return {
    ok: faults.length === 0, faults, counted: counted.length, setAside, votes: hasChoices ? votes : undefined,
    own: receipt === undefined ? undefined : own === undefined ? 'not-found' : { state: own.state, options: own.options?.map((number) => labels[number - 1] ?? '') },
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
