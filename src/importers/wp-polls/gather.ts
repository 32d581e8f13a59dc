import { Refusal } from '../../kit/errors.ts'
import { detachString } from '../wordpress/text.ts'
import { bounds } from './bounds.ts'
import { SourceFault, type SourceLine, type SourceEvent } from './rows.ts'
import { tableOf } from './source.ts'
import { createVoteLog, type VoteLog } from './vote-log.ts'

export type PollRow = {
  id: number
  question: string
  startsAt: number
  totalVotes: number
  active: number
  expiry: number
  multiple: number
  totalVoters: number
}
export type AnswerRow = { id: number; pollId: number; words: string; votes: number }

/** The polls of one WordPress as its tables have them. Only of the log nothing is kept but counts. */
export type Gathered = {
  path: string
  prefix: string
  polls: Map<number, PollRow>
  answers: Map<number, AnswerRow>
  log: VoteLog | undefined
  options: Map<string, string>
  repairs: { line: number; what: string }[]
  /** What was left out, in words. */
  warnings: string[]
}

/** The columns without which a table says nothing, and those that are known besides. */
const known: Record<string, { required: readonly string[]; also: readonly string[] }> = {
  pollsq: {
    required: ['pollq_id', 'pollq_question'],
    also: [
      'pollq_timestamp',
      'pollq_totalvotes',
      'pollq_active',
      'pollq_expiry',
      'pollq_multiple',
      'pollq_totalvoters',
    ],
  },
  pollsa: { required: ['polla_aid', 'polla_qid', 'polla_answers', 'polla_votes'], also: [] },
  pollsip: {
    required: ['pollip_qid', 'pollip_aid'],
    also: ['pollip_id', 'pollip_ip', 'pollip_host', 'pollip_timestamp', 'pollip_user', 'pollip_userid'],
  },
}

/**
 * Reads the whole source before anything is written. With several installations in one dump, `prefix` says which.
 * @throws Refusal in words, with line and table.
 */
export async function gather(
  path: string,
  source: AsyncIterable<readonly SourceEvent[]>,
  prefix: string | undefined,
): Promise<Gathered> {
  const sites = new Map<string, Site>()
  const repairs: Gathered['repairs'] = []
  for await (const events of source) {
    for (const event of events) {
      if (event.kind === 'repair') repairs.push(event)
      else take(sites, event)
    }
  }
  const { polls, answers, ...rest } = chosen(sites, prefix)
  const missing = [...(polls === undefined ? ['pollsq'] : []), ...(answers === undefined ? ['pollsa'] : [])]
  if (polls === undefined || answers === undefined)
    throw new Refusal(
      'invalid',
      `The table ${missing.map((table) => rest.prefix + table).join(' and the table ')} is not there. Nothing ` +
        `was imported: dump ${rest.prefix}pollsq, ${rest.prefix}pollsa and ${rest.prefix}pollsip.`,
    )
  return { path, ...rest, polls, answers, repairs }
}

type Site = Omit<Gathered, 'path' | 'polls' | 'answers' | 'repairs'> & {
  polls: Gathered['polls'] | undefined
  answers: Gathered['answers'] | undefined
}

function chosen(sites: ReadonlyMap<string, Site>, prefix: string | undefined): Site {
  const withPolls = [...sites.values()].filter(({ polls, answers }) => polls !== undefined || answers !== undefined)
  const names = withPolls.map((site) => `"${site.prefix}"`).join(', ')
  if (prefix !== undefined) {
    const named = withPolls.find((site) => site.prefix === prefix)
    if (named === undefined)
      throw new Refusal(
        'invalid',
        `There are no polls under the prefix "${prefix}"${names === '' ? '' : `, but under ${names}`}. Nothing ` +
          'was imported.',
      )
    return named
  }
  const [site] = withPolls
  if (site === undefined)
    throw new Refusal('invalid', 'There is no table of WP-Polls in it: its name ends in pollsq. Nothing was imported.')
  if (withPolls.length > 1)
    throw new Refusal(
      'invalid',
      `It holds the polls of several sites. Say which with --prefix: ${names}. Nothing was imported.`,
    )
  return site
}

function take(sites: Map<string, Site>, event: Exclude<SourceEvent, { kind: 'repair' }>): void {
  const name = tableOf(event.table)
  if (name === undefined) return
  const site = sites.get(name.prefix) ?? {
    prefix: name.prefix,
    polls: undefined,
    answers: undefined,
    log: undefined,
    options: new Map<string, string>(),
    warnings: [],
  }
  sites.set(name.prefix, site)
  if (event.kind === 'table') return begin(site, name.table, event)
  const cells = cellsOf(event)
  const isOurs = name.table !== 'options' || isOption(cells.text('option_name'))
  if (event.isCut && isOurs) site.warnings.push(cutWords(event))
  if (name.table === 'pollsq') (site.polls ??= new Map()).set(...pollOf(cells))
  else if (name.table === 'pollsa') (site.answers ??= new Map()).set(...answerOf(cells))
  else if (name.table === 'pollsip')
    (site.log ??= createVoteLog()).add({
      pollId: cells.whole('pollip_qid'),
      answerId: cells.whole('pollip_aid'),
      siteSeconds: cells.time('pollip_timestamp'),
    })
  else if (isOption(cells.text('option_name')))
    site.options.set(detachString(cells.text('option_name')), detachString(cells.text('option_value')))
}

function cutWords({ table, place }: { table: string; place: SourceLine }): string {
  return `A value of the table ${table} is longer than ${bounds.value} characters and was cut (line ${place.line}).`
}

function begin(
  site: Site,
  table: string,
  { table: name, columns, place }: Extract<SourceEvent, { kind: 'table' }>,
): void {
  const { required = [], also = [] } = known[table] ?? {}
  for (const column of required)
    if (!columns.includes(column))
      throw new SourceFault(place, `the table ${name} has no column ${column}; it has ${columns.join(', ')}.`)
  if (table === 'pollsq') site.polls = new Map()
  else if (table === 'pollsa') site.answers = new Map()
  else if (table === 'pollsip') site.log = createVoteLog()
  else return
  for (const column of columns)
    if (!required.includes(column) && !also.includes(column))
      site.warnings.push(`The column ${column} of the table ${name} is not one of WP-Polls' own and was left out.`)
}

/** Secrets of other plugins stand in the same table: none is kept. */
function isOption(name: string): boolean {
  return /^(poll_.*|wp_polls_(options|version)|timezone_string|gmt_offset|blogname|home)$/u.test(name)
}

type Cells = {
  text(column: string): string
  whole(column: string, otherwise?: number): number
  time(column: string): number
}

function cellsOf({ table, columns, values, place }: Extract<SourceEvent, { kind: 'row' }>): Cells {
  const text = (column: string) => values[columns.indexOf(column)] ?? ''
  return {
    text,
    whole(column, otherwise) {
      const written = text(column).trim()
      if (written === '' && otherwise !== undefined) return otherwise
      if (!/^[-+]?\d{1,15}$/u.test(written)) throw wrongNumber(table, column, written, place)
      return Number(written)
    },
    // Old versions kept times as words; what is no number is no time.
    time: (column) => (/^\s*\d{1,11}\s*$/u.test(text(column)) ? Number(text(column)) : 0),
  }
}

function wrongNumber(table: string, column: string, written: string, place: SourceLine): SourceFault {
  return new SourceFault(
    place,
    `the column ${column} of the table ${table} holds ` +
      `${written === '' ? 'nothing' : `"${written.slice(0, 40)}"`} where a whole number belongs.`,
  )
}

function pollOf(cells: Cells): [number, PollRow] {
  const id = cells.whole('pollq_id')
  return [
    id,
    {
      id,
      question: detachString(cells.text('pollq_question')),
      startsAt: cells.time('pollq_timestamp'),
      totalVotes: cells.whole('pollq_totalvotes', 0),
      active: cells.whole('pollq_active', 1),
      expiry: cells.time('pollq_expiry'),
      multiple: cells.whole('pollq_multiple', 0),
      totalVoters: cells.whole('pollq_totalvoters', 0),
    },
  ]
}

function answerOf(cells: Cells): [number, AnswerRow] {
  const id = cells.whole('polla_aid')
  return [
    id,
    {
      id,
      pollId: cells.whole('polla_qid'),
      words: detachString(cells.text('polla_answers')),
      votes: cells.whole('polla_votes', 0),
    },
  ]
}
