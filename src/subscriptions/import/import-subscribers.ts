/** Brings in subscribers from a list of another system, or from our own. */
import type { Actor, Tx } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { publicId } from '../../kit/ids.ts'
import { recordDeed } from '../../kit/ledger.ts'
import type { Failure } from '../../kit/outcome.ts'
import { readersFirst } from '../../kit/readers-first.ts'
import { addressHash, ensureAddresses, normaliseAddress } from '../../readers/addresses.ts'
import { assertCan } from '../../staff/acts.ts'
import { nextDigestFor } from '../digest-times.ts'
import { notSubscribed } from '../refusals.ts'
import { choiceFaults, type Choices } from '../subscriber.ts'
import type { SubscriberState } from '../tables.ts'
import { insertBrought, insertBroughtTopics, standingOf } from './import-store.ts'
import { readerOf, type Layout, type Said } from './layouts.ts'
import { encodingOf, NoList, readList, type Encoding, type ListSource } from './read-list.ts'
import { openSeen, type Seen } from './seen-store.ts'

/** Why a line brings nobody in, in words for the report. */
export const refusals = {
  'no-address': 'has no address',
  'bad-address': 'has an address that mail could not be sent to',
  repeated: 'repeats the address of an earlier line',
  known: 'is already a subscriber',
  waiting: 'has asked for alerts here and not confirmed the address yet',
  left: 'has unsubscribed here',
  suppressed: 'gets no more mail from here: they unsubscribed from all of it, or it did not arrive',
  bounced: 'is marked as bounced',
  complained: 'has marked mail as spam',
  off: 'is unsubscribed in the list itself',
  unconfirmed: 'never confirmed their address, according to the list itself',
} as const
export type RefusalReason = keyof typeof refusals
/** Those that we know of an address ourselves. */
export type Standing = 'known' | 'waiting' | 'left' | 'suppressed' | 'bounced' | 'complained'

export type ImportReport = {
  layout: Layout
  encoding: Encoding
  lines: number
  /** Brought in; in a trial, who would be. */
  added: number
  refused: Partial<Record<RefusalReason, number>>
  isCancelled: boolean
}

export type Importing = {
  path: ListSource
  /** Where they agreed, in the publisher's words: it is stored with each of them. */
  consent: string
  choices: Choices
  /** Looks and reports, and changes nothing. */
  isTrial: boolean
  signal?: AbortSignal
  /** Called for each line that brings nobody in. */
  onRefused?: (line: number, reason: RefusalReason) => void
  onProgress?: (report: ImportReport) => void | Promise<void>
}

export type Imported = { outcome: 'imported'; report: ImportReport } | Failure

/** So many lines in one transaction: a few milliseconds. */
const batch = 100

export async function importSubscribers(house: House, actor: Actor, importing: Importing): Promise<Imported> {
  assertCan(actor, 'subscriber.manage')
  const consent = consentOf(importing.consent)
  if (typeof consent !== 'string') return consent
  const wrong = choicesFault(importing.choices)
  if (wrong !== undefined) return wrong
  try {
    const encoding = await encodingOf(importing.path)
    const report: ImportReport = { layout: 'plain', encoding, lines: 0, added: 0, refused: {}, isCancelled: false }
    await bringIn(house, actor, { ...importing, consent }, report)
    if (!importing.isTrial) await recordImport(house, actor, consent, report)
    return { outcome: 'imported', report }
  } catch (error) {
    if (!(error instanceof NoList)) throw error
    return notSubscribed(error.code, 'invalid', error.message, { line: error.line })
  }
}

/** As it is stored with each of them. */
export function consentOf(typed: string): string | Failure {
  const consent = typed.trim()
  if (consent !== '' && consent.length <= 500 && !/[\p{Cc}]/u.test(consent)) return consent
  const words = 'Say on one line where these people agreed to get mail: it is stored with each of them.'
  return notSubscribed('consent-line', 'invalid', words)
}

/** Undefined where they are to get something that can be had by mail. */
export function choicesFault(choices: Choices): Failure | undefined {
  if (Object.keys(choiceFaults(choices, 'email')).length === 0) return undefined
  const words = 'Say what they should get: topics or everything, and a known pace.'
  return notSubscribed('choices-incomplete', 'invalid', words)
}

/** Addresses stand in the ledger of none. */
async function recordImport(house: House, actor: Actor, consent: string, report: ImportReport): Promise<void> {
  const { layout, lines, added, refused } = report
  const at = house.clock.now()
  const detail = { consent, layout, lines, added, refused }
  await house.write(actor, (tx) => recordDeed(tx, { deed: 'subscribers.import', subject: 'subscribers', detail, at }))
}

type Line = Said & { line: number }

async function bringIn(house: House, actor: Actor, importing: Importing, report: ImportReport): Promise<void> {
  using seen = openSeen()
  await using lines = readList(importing.path, report.encoding)
  const first = await lines.next()
  const reader = first.done === true ? undefined : readerOf(first.value.cells)
  if (reader === undefined || first.done === true)
    throw new NoList('list-no-addresses', 'No column of the first line is one of addresses: call it "email".')
  report.layout = reader.layout
  let waiting: Line[] = reader.hasHead ? [] : [{ line: first.value.line, ...reader.read(first.value.cells) }]
  for await (const { line, cells } of lines) {
    waiting.push({ line, ...reader.read(cells) })
    if (waiting.length < batch) continue
    const lot = { ...importing, lines: waiting, seen }
    await readersFirst(house).step(() => settle(house, actor, lot, report))
    waiting = []
    report.isCancelled = importing.signal?.aborted ?? false
    if (report.isCancelled) return
  }
  await settle(house, actor, { ...importing, lines: waiting, seen }, report)
}

type Batch = Importing & { lines: readonly Line[]; seen: Seen }
type Candidate = Line & { hash: string; address: string }

async function settle(house: House, actor: Actor, given: Batch, report: ImportReport): Promise<void> {
  const refuse = (line: number, reason: RefusalReason) => {
    report.refused[reason] = (report.refused[reason] ?? 0) + 1
    given.onRefused?.(line, reason)
  }
  report.lines += given.lines.length
  const candidates = given.lines.flatMap((line) => candidateOf(house, line, given.seen, refuse))
  const bring = async (tx: Tx) => bringBatchIn(tx, house, given, candidates)
  const { added, refused } = given.isTrial ? await tried(house, candidates) : await house.write(actor, bring)
  for (const { line, reason } of refused) refuse(line, reason)
  report.added += added
  await given.onProgress?.(report)
}

function candidateOf(
  house: House,
  line: Line,
  seen: Seen,
  refuse: (line: number, reason: RefusalReason) => void,
): Candidate[] {
  const refusing = (reason: RefusalReason): Candidate[] => {
    refuse(line.line, reason)
    return []
  }
  if (line.address === '') return refusing('no-address')
  const address = normaliseAddress(line.address)
  if (address === undefined) return refusing('bad-address')
  const hash = addressHash(house, address)
  if (!seen.isNew(hash)) return refusing('repeated')
  if (line.standing !== 'on') return refusing(line.standing)
  return [{ ...line, address, hash }]
}

type Settled = { added: number; refused: { line: number; reason: Standing }[] }

const reasons: Record<SubscriberState, Standing> = {
  active: 'known',
  waiting: 'waiting',
  left: 'left',
  bounced: 'bounced',
  complained: 'complained',
  gone: 'left',
}

async function tried(
  { db }: Pick<House, 'db'>,
  candidates: readonly Candidate[],
): Promise<Settled & { free: Candidate[] }> {
  const known = await standingOf(
    db,
    candidates.map(({ hash }) => hash),
  )
  const free: Candidate[] = []
  const refused: Settled['refused'] = []
  for (const candidate of candidates) {
    const { state, suppressed } = known.get(candidate.hash) ?? {}
    const reason = state === undefined ? undefined : reasons[state]
    if (reason !== undefined) refused.push({ line: candidate.line, reason })
    else if (suppressed !== undefined) refused.push({ line: candidate.line, reason: 'suppressed' })
    else free.push(candidate)
  }
  return { added: free.length, refused, free }
}

/** A step of the deed: those of them that may be brought in are. */
export async function bringBatchIn(
  tx: Tx,
  house: House,
  given: Pick<Importing, 'choices' | 'consent'>,
  candidates: readonly Candidate[],
): Promise<Settled> {
  const { choices, consent } = given
  const { free, refused } = await tried({ db: tx }, candidates)
  const at = house.clock.now()
  const ids = await ensureAddresses(
    tx,
    house,
    free.map(({ address }) => address),
    at,
  )
  const rows = free.map(({ address, language, consentAt }) => ({
    publicId: publicId(),
    addressId: ids.get(address) ?? 0,
    language: language ?? choices.language,
    consentAt: consentAt !== undefined && consentAt <= at ? consentAt : at,
  }))
  const nextDigestAt = nextDigestFor(house, choices, at)
  const rest = { quietFrom: null, quietTo: null, wakesForBreaking: false, pausedUntil: null }
  const added = await insertBrought(tx, rows, { ...choices, ...rest, nextDigestAt, consent: `import: ${consent}`, at })
  if (!choices.allTopics) await insertBroughtTopics(tx, added, choices.topicIds)
  return { added: added.length, refused }
}
