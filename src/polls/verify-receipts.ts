import { z } from 'zod'
import { Refusal } from '../kit/errors.ts'
import { receiptHash } from './receipts.ts'

/** The published list, or a part of it, as a file says it: whatever it is, it is only believed after the recount. */
const receiptFile = z.object({
  format: z.literal('crier-poll-receipts-1'),
  poll: z.string(),
  question: z.string(),
  labels: z.array(z.string()).min(2),
  counted: z.int().min(0),
  setAside: z.int().min(0),
  votes: z.array(z.int().min(0)),
  part: z.object({ number: z.int().min(1), of: z.int().min(2) }).optional(),
  ballots: z.array(
    z.object({
      receipt: z.string().regex(/^[0-9a-f]{32}$/u),
      state: z.enum(['counted', 'set-aside']),
      options: z.array(z.int().min(1)).min(1).optional(),
    }),
  ),
})
/** What leads to the parts of a long list. */
const receiptParts = z.object({ format: z.literal('crier-poll-receipts-parts-1'), parts: z.array(z.string()) })

type ReceiptFile = z.infer<typeof receiptFile>
type Ballot = ReceiptFile['ballots'][number]

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

type Recount = {
  head: Omit<ReceiptFile, 'ballots' | 'part'>
  parts: Set<number>
  of: number
  counted: number
  setAside: number
  votes: number[]
  isChosen: boolean
  receipts: Set<string>
  isTwice: boolean
  isWrong: boolean
  own: Ballot | undefined
}

/**
 * Recounts a published list of receipts, one text for each of its parts, and looks for one receipt, without asking
 * anybody. @throws Refusal when it is none.
 */
export function verifyReceipts(texts: Iterable<string>, receipt?: string): Verification {
  let recount: Recount | undefined
  for (const text of texts) {
    const json = parsedJson(text)
    const leading = receiptParts.safeParse(json)
    if (leading.success)
      return unread(
        `this names the ${leading.data.parts.length} parts of a long list: get them all and give them together`,
      )
    const parsed = receiptFile.safeParse(json)
    if (!parsed.success)
      throw new Refusal(
        'malformed',
        'This is not a list of receipts: get /polls/ID/receipts.json of a closed poll. Nothing was counted.',
      )
    const { ballots, part = { number: 1, of: 1 }, ...head } = parsed.data
    recount ??= {
      head,
      parts: new Set(),
      of: part.of,
      counted: 0,
      setAside: 0,
      votes: head.labels.map(() => 0),
      isChosen: true,
      receipts: new Set(),
      isTwice: false,
      isWrong: false,
      own: undefined,
    }
    if (part.of !== recount.of || JSON.stringify(head) !== JSON.stringify(recount.head))
      return unread('these are not parts of one list as it was at one time')
    if (recount.parts.has(part.number)) return unread(`part ${part.number} is there twice`)
    recount.parts.add(part.number)
    const wanted = receipt === undefined ? undefined : receiptHash(head.poll, receipt)
    for (const ballot of ballots) count(recount, ballot, wanted)
  }
  return recount === undefined ? unread('there is no list') : verdictOf(recount, receipt !== undefined)
}

function count(recount: Recount, ballot: Ballot, wanted: string | undefined): void {
  const { receipt, state, options } = ballot
  if (recount.receipts.has(receipt)) recount.isTwice = true
  recount.receipts.add(receipt)
  if (receipt === wanted) recount.own = ballot
  if (state === 'counted') recount.counted++
  else recount.setAside++
  if (options === undefined) recount.isChosen = false
  else if (options.some((number) => number > recount.votes.length) || new Set(options).size < options.length)
    recount.isWrong = true
  else if (state === 'counted')
    for (const number of options) recount.votes[number - 1] = (recount.votes[number - 1] ?? 0) + 1
}

function verdictOf(
  { head, parts, of, counted, setAside, votes, isChosen, receipts, isTwice, isWrong, own }: Recount,
  isAsked: boolean,
): Verification {
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter((number) => !parts.has(number))
  const hasChoices = isChosen && receipts.size > 0
  const named = head.labels.map((label, index) => ({ label, votes: votes[index] ?? 0 }))
  const faults =
    missing.length > 0
      ? [`of ${of} parts these are missing: ${missing.join(', ')}`]
      : [
          ...(isTwice ? ['a receipt stands in the list twice'] : []),
          ...(isWrong ? ['a ballot has a choice that is none, or has one twice'] : []),
          ...(counted !== head.counted ? [`${head.counted} ballots are said to count, the list has ${counted}`] : []),
          ...(setAside !== head.setAside
            ? [`${head.setAside} ballots are said to be set aside, the list has ${setAside}`]
            : []),
          ...(hasChoices
            ? named.flatMap(({ label, votes: recounted }, index) =>
                recounted === head.votes[index]
                  ? []
                  : [`"${label}" is said to have ${head.votes[index] ?? 0} votes, the list has ${recounted}`],
              )
            : []),
        ]
  return {
    ok: faults.length === 0,
    faults,
    counted,
    setAside,
    votes: hasChoices ? named : undefined,
    own: !isAsked
      ? undefined
      : own === undefined
        ? 'not-found'
        : { state: own.state, options: own.options?.map((number) => head.labels[number - 1] ?? '') },
  }
}

function unread(fault: string): Verification {
  return { ok: false, faults: [fault], counted: 0, setAside: 0, votes: undefined, own: undefined }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
