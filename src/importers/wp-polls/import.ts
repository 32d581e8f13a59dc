import { unhurried } from '../../kit/db/patience.ts'
import type { Actor, Tx } from '../../kit/db/schema.ts'
import { Refusal } from '../../kit/errors.ts'
import type { House } from '../../kit/house.ts'
import { showAsCurrentIn, importPollIn, type PollToImport } from '../../polls/imported-tallies/import-poll.ts'
import { unansweredNames } from '../../polls/imported-tallies/store.ts'
import { hashOf, holdStories, rememberAll, remembered, type Remembered } from '../memory-store.ts'
import { noneYet, ReportBook, type Outcome, type Progress, type Report } from '../report.ts'
import { bounds } from './bounds.ts'
import { convertPoll, shown } from './convert.ts'
import { gather, type AnswerRow, type Gathered, type PollRow } from './gather.ts'
import { SourceFault } from './rows.ts'
import { pollSettings, type PollSettings } from './settings.ts'
import { readSource } from './source.ts'

/** `log` counts rows of the plugin's log, of which only the day and the answer are taken. */
export type PollReportKind = 'poll' | 'answer' | 'log' | 'setting'
export type PollImportOptions = { data: Gathered; progress?: Progress<'polls'> }

/** The house holds the polls of one WordPress: their numbers are what stories name. */
const source = 'wp-polls'
const actor: Actor = { kind: 'operator', id: 'import' }
/** Polls that are written together, each in its own transaction, in one commit or two. */
const together = 24

type Run = {
  house: House
  at: number
  book: ReportBook<PollReportKind>
  data: Gathered
  settings: PollSettings
  timeZone: string
  countsVoters: boolean
  ids: Map<number, number>
}

/**
 * Reads a whole source, before anything is opened or made for it. `prefix`, of the tables' names, says which of several
 * sites. @throws Refusal with line and table.
 */
export async function readWpPolls(path: string, prefix?: string): Promise<Gathered> {
  try {
    return await gather(path, readSource(path), prefix)
  } catch (error) {
    if (error instanceof SourceFault) throw new Refusal('invalid', `${path}, ${error.message} Nothing was imported.`)
    throw error
  }
}

/** Takes over the polls that `readWpPolls` has read. Again changes nothing; killed, it goes on when run again. */
export function importWpPolls(house: House, options: PollImportOptions): Promise<Report<PollReportKind>> {
  return unhurried(() => importAll(house, options))
}

async function importAll(house: House, options: PollImportOptions): Promise<Report<PollReportKind>> {
  const { data, progress = () => {} } = options
  const settings = pollSettings(data.options)
  const book = new ReportBook<PollReportKind>(data.path, {
    poll: noneYet(),
    answer: noneYet(),
    log: noneYet(),
    setting: noneYet(),
  })
  const run: Run = {
    house,
    at: house.clock.now(),
    book,
    data,
    settings,
    timeZone: settings.timeZone ?? house.settings.current().identity.timeZone,
    countsVoters: [...data.polls.values()].some(({ totalVoters }) => totalVoters > 0),
    ids: new Map(),
  }
  describeSource(run)
  const polls = [...data.polls.values()].sort((a, b) => a.id - b.id)
  const answers = Map.groupBy(
    [...data.answers.values()].sort((a, b) => a.id - b.id),
    ({ pollId }) => pollId,
  )
  for (let from = 0; from < polls.length; from += together) {
    await Promise.all(
      polls.slice(from, from + together).map((poll) => importPoll(run, poll, answers.get(poll.id) ?? [])),
    )
    progress('polls', Math.min(from + together, polls.length), polls.length)
  }
  tellOrphans(run, answers)
  await importSettings(run)
  for (const { name, headline, path: story } of await unansweredNames(house.db))
    book.warn(
      `The story "${headline}"${story === null ? '' : ` (${story})`} shows ` +
        `${name === 'latest' ? 'the latest poll' : `poll ${name}`}, which is not there.`,
    )
  return book.close()
}

function describeSource({ book, data, settings, timeZone, countsVoters, house }: Run): void {
  const { polls, answers, log, options } = data
  Object.assign(book.report.source, {
    site: options.get('blogname') ?? 'WP-Polls',
    address: options.get('home') ?? data.path,
    version: settings.version,
    timeZone,
    items: polls.size + answers.size + (log?.rows ?? 0),
  })
  for (const { line, what } of data.repairs) book.repair(line, what)
  for (const warning of data.warnings) book.warn(warning)
  if (log === undefined) book.warn('There is no log of votes (pollsip); the counters stand alone.')
  if (!countsVoters && polls.size > 0)
    book.warn('No poll has a count of voters, as in old versions: the votes are taken for it.')
  if (settings.timeZone === undefined && house.settings.current().identity.timeZone === 'UTC')
    book.warn(
      'The source names no time zone, and its times are the clock of its site: they were read as UTC. If that ' +
        'is wrong, set identity.timeZone and import again.',
    )
}

async function importPoll(run: Run, row: PollRow, answers: readonly AnswerRow[]): Promise<void> {
  const { book, data, at } = run
  const log = data.log?.answers(row.id) ?? new Map()
  const name = `Poll ${row.id} ("${shown(row.question)}")`
  const logged = answers.reduce((sum, { id }) => sum + (log.get(id)?.rows ?? 0), 0)
  if (answers.length === 0) return leaveOut(run, row, answers, logged, 'has no answers')
  const tooMany = `has more than ${bounds.answers} answers`
  if (answers.length > bounds.answers) return leaveOut(run, row, answers, logged, tooMany)
  const { poll, warnings } = convertPoll(
    row,
    { ...run, answers, log, lastVote: data.log?.lastOf(row.id) ?? 0, shuffles: run.settings.shuffles },
    at,
  )
  const done = await run.house.write(actor, async (tx) => {
    await holdStories(tx)
    return savePollIn(tx, run, row, poll)
  })
  if ('reason' in done) return leaveOut(run, row, answers, logged, done.reason)
  for (const warning of warnings) book.warn(`${name}: ${warning}`)
  run.ids.set(row.id, done.pollId)
  book.count('poll', done.poll)
  for (const outcome of done.answers) book.count('answer', outcome)
  book.count('log', done.log, logged)
}

function leaveOut({ book }: Run, row: PollRow, answers: readonly AnswerRow[], logged: number, reason: string): void {
  const title = shown(row.question)
  book.skip({ kind: 'poll', id: String(row.id), title, reason })
  for (const { id, words } of answers)
    book.skip({ kind: 'answer', id: String(id), title: shown(words), reason: `its poll ${reason}` })
  if (logged > 0) book.skip({ kind: 'log', id: `of poll ${row.id}`, title, reason: `their poll ${reason}` }, logged)
}

type Saved = { pollId: number; poll: Outcome; answers: Outcome[]; log: Outcome } | { reason: string }

/**
 * One poll with its options and balance in one transaction. Hashes are of the rows themselves, so that the moment of
 * importing changes none.
 */
async function savePollIn(tx: Tx, run: Run, row: PollRow, poll: PollToImport): Promise<Saved> {
  const sourceId = String(row.id)
  const answers = poll.options.map((option, index): Remembered => ({
    sourceId: String(option.sourceId),
    hash: hashOf([option.label, option.votes, index]),
    targetId: null,
  }))
  const before = (await remembered(tx, source, 'poll', [sourceId])).get(sourceId)
  const log = { sourceId, hash: hashOf(poll.options.map(({ sourceId: id, days }) => [id, days])), targetId: null }
  const knownLog = (await remembered(tx, source, 'log', [sourceId])).get(sourceId)
  const knownAnswers = await remembered(
    tx,
    source,
    'answer',
    answers.map(({ sourceId: id }) => id),
  )
  const hash = hashOf([
    row,
    poll.question,
    answers.map(({ sourceId: id }) => id),
    run.timeZone,
    poll.rotates,
    poll.voters,
  ])
  const outcomes = {
    poll: outcomeOf(before, hash),
    answers: answers.map((answer) => outcomeOf(knownAnswers.get(answer.sourceId), answer.hash)),
    log: outcomeOf(knownLog, log.hash),
  }
  if (
    before?.targetId != null &&
    [outcomes.poll, outcomes.log, ...outcomes.answers].every((outcome) => outcome === 'unchanged')
  )
    return { pollId: before.targetId, ...outcomes }
  const optionIds = new Map(
    [...knownAnswers].flatMap(([id, { targetId }]) => (targetId === null ? [] : [[Number(id), targetId] as const])),
  )
  const imported = await importPollIn(
    tx,
    poll,
    before?.targetId == null ? undefined : { pollId: before.targetId, optionIds },
    run.at,
  )
  if (imported.outcome === 'refused') return imported
  await rememberAll(tx, source, 'poll', [{ sourceId, hash, targetId: imported.pollId }], run.at)
  await rememberAll(
    tx,
    source,
    'answer',
    answers.map((answer, index) => ({ ...answer, targetId: imported.optionIds[index] ?? null })),
    run.at,
  )
  await rememberAll(tx, source, 'log', [log], run.at)
  return { pollId: imported.pollId, ...outcomes }
}

function outcomeOf(before: Remembered | undefined, hash: string): Outcome {
  return before === undefined ? 'imported' : before.hash === hash ? 'unchanged' : 'updated'
}

/** Rows that belong to a poll or an answer that was deleted. */
function tellOrphans(
  { book, data: { polls, answers, log } }: Run,
  byPoll: ReadonlyMap<number, readonly AnswerRow[]>,
): void {
  for (const [pollId, rows] of byPoll)
    if (!polls.has(pollId))
      for (const { id, words } of rows)
        book.skip({
          kind: 'answer',
          id: String(id),
          title: shown(words),
          reason: `belongs to the poll ${pollId}, which is not there`,
        })
  for (const pollId of log?.pollIds() ?? []) {
    for (const [answerId, { rows }] of log?.answers(pollId) ?? []) {
      if (answers.get(answerId)?.pollId === pollId && polls.has(pollId)) continue
      const what = polls.has(pollId) ? `the answer ${answerId}` : `the poll ${pollId}`
      book.skip(
        { kind: 'log', id: `${pollId}/${answerId}`, title: '', reason: `belongs to ${what}, which is not there` },
        rows,
      )
    }
  }
}

const uses = { look: "is the look of the plugin's pages", unused: 'has no counterpart here' } as const

async function importSettings(run: Run): Promise<void> {
  const { book, settings, house, at } = run
  for (const { name, value, use } of settings.read) {
    if (use !== 'taken') book.skip({ kind: 'setting', id: name, title: name, reason: uses[use] })
    else book.count('setting', await house.write(actor, (tx) => noteSettingIn(tx, name, value, at)))
  }
  await house.write(actor, (tx) => showAsCurrentIn(tx, currentPoll(run), { isCertain: settings.read.length > 0 }))
  if (settings.current === 'none')
    book.warn('The plugin was set to show no poll at all; here they are shown where stories hold them.')
  if (settings.sortsByWords)
    book.warn('Answers were sorted by their words there; here they stand in the order in which they were written.')
  if (settings.voters === 0 || settings.voters === 1)
    book.warn(
      `Only ${settings.voters === 0 ? 'guests' : 'registered readers'} could vote there; here every reader can ` +
        'in a poll that is open.',
    )
  if (settings.method === 0) book.warn('Nothing kept one person from voting many times there (logging method 0).')
  if (settings.closed === 2) book.warn('Closed polls were hidden there; here their results are shown.')
}

async function noteSettingIn(tx: Tx, name: string, value: string, at: number): Promise<Outcome> {
  const item = { sourceId: name, hash: hashOf(value), targetId: null }
  const outcome = outcomeOf((await remembered(tx, source, 'setting', [name])).get(name), item.hash)
  if (outcome !== 'unchanged') await rememberAll(tx, source, 'setting', [item], at)
  return outcome
}

/**
 * What `[poll]` showed: the poll that was set, else the latest by the plugin's own note, else the one of the open ones
 * that began last.
 */
function currentPoll({ settings, data: { polls }, ids }: Run): number | undefined {
  if (settings.current === 'none') return undefined
  const noted = settings.current === 'latest' ? settings.latest : settings.current
  if (noted !== undefined && ids.has(noted)) return ids.get(noted)
  const here = [...polls.values()]
    .filter(({ id }) => ids.has(id))
    .sort((a, b) => Number(b.active === 1) - Number(a.active === 1) || b.startsAt - a.startsAt || b.id - a.id)
  return here[0] && ids.get(here[0].id)
}
