import { fixedZone } from '../wordpress/offset.ts'
import { phpAt, readPhp, type PhpValue } from '../wordpress/php-serialized.ts'

/**
 * What of the plugin's settings means something here. Version 3 keeps them in one serialised row, those before in a row
 * each.
 */
export type PollSettings = {
  /** What `[poll]` without a number shows: a poll's number, the newest open one, or nothing. */
  current: number | 'latest' | 'none'
  latest: number | undefined
  /** Whether answers stand in another order for each reader. */
  shuffles: boolean
  /** Answers were sorted by their words there. */
  sortsByWords: boolean
  /** 0 guests, 1 registered readers, 2 both. */
  voters: number | undefined
  /** 0 nothing, 1 cookie, 2 address, 3 both, 4 user name. */
  method: number | undefined
  /** Of closed polls: 1 results, 2 nothing, 3 the form, switched off. */
  closed: number | undefined
  timeZone: string | undefined
  version: string
  /** Every setting that was read, with what became of it. */
  read: { name: string; value: string; use: 'taken' | 'look' | 'unused' }[]
}

const taken: Record<string, string> = {
  poll_currentpoll: 'current_poll',
  poll_latestpoll: 'latest_poll',
  poll_ans_sortby: 'sort.answers_by',
  poll_allowtovote: 'allow_to_vote',
  poll_logging_method: 'check_method',
  poll_close: 'close',
}
const look =
  /^(poll_template_|poll_bar|poll_ajax_style|poll_archive|poll_ans_result_sort|templates|bar|archive|sort\.results)/u

export function pollSettings(options: ReadonlyMap<string, string>): PollSettings {
  const whole = readPhp(options.get('wp_polls_options') ?? '')
  const value = (row: string): string | undefined =>
    worded(phpAt(whole, ...(taken[row] ?? '').split('.'))) ?? options.get(row)
  const number = (row: string): number | undefined =>
    /^-?\d{1,9}$/u.test(value(row) ?? '') ? Number(value(row)) : undefined
  const current = number('poll_currentpoll') ?? 0
  const order = (value('poll_ans_sortby') ?? '').toLowerCase()
  return {
    current: current > 0 ? current : current === -1 ? 'none' : 'latest',
    latest: number('poll_latestpoll'),
    shuffles: order.startsWith('rand'),
    sortsByWords: order === 'polla_answers',
    voters: number('poll_allowtovote'),
    method: number('poll_logging_method'),
    closed: number('poll_close'),
    timeZone: zoneOf(options.get('timezone_string'), options.get('gmt_offset')),
    version:
      worded(phpAt(readPhp(options.get('wp_polls_version') ?? ''), 'plugin')) ?? options.get('poll_version') ?? '',
    read: [...[...options].filter(([name]) => name.startsWith('poll_')), ...rowsOf(whole)].map(([name, written]) => ({
      name,
      value: written,
      use: name in taken || Object.values(taken).includes(name) ? 'taken' : look.test(name) ? 'look' : 'unused',
    })),
  }
}

/** The settings of version 3 by their path, such as `sort.answers_by`. */
function rowsOf(value: PhpValue | undefined, path: readonly string[] = []): [string, string][] {
  if (value === undefined) return []
  if (value instanceof Map) return [...value].flatMap(([key, inner]) => rowsOf(inner, [...path, key]))
  return path.length === 0 ? [] : [[path.join('.'), worded(value) ?? '']]
}

function worded(value: PhpValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number'
    ? String(value)
    : typeof value === 'boolean'
      ? String(Number(value))
      : undefined
}

function zoneOf(name = '', offset = ''): string | undefined {
  if (name !== '') {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone === '' ? undefined : name
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  return /^-?\d{1,2}(\.\d{1,2})?$/u.test(offset) ? fixedZone(Number(offset) * 60) : undefined
}
