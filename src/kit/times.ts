/** How times and numbers are written on a page. Formatters are expensive to make (about 50 µs) and are memoised. */
import { getOrCreate } from './get-or-create.ts'

/** `now`, where it is given, lets recent times leave out their year. */
export type Locale = {
  language: string
  timeZone: string
  now?: number | undefined
  /** Before the site's own addresses in this language: `/ar`, or nothing at its root. */
  prefix?: string | undefined
}

export type TimeStyle = keyof typeof styles

const styles = {
  /** With the zone, as under a headline. */
  full: { day: 'numeric', month: 'long', year: 'numeric', hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
  short: { day: 'numeric', month: 'short', year: 'numeric', hour: 'numeric', minute: '2-digit' },
  recent: { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
  dated: { day: 'numeric', month: 'short', year: 'numeric' },
  thisYear: { day: 'numeric', month: 'short' },
  day: { day: 'numeric', month: 'long', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

type Formatter = { format: Intl.DateTimeFormat; known: Map<number, string> }
/** By style, of one language and zone. */
type Formatters = Partial<Record<TimeStyle, Formatter>>

const formatters = new Map<string, Map<string, Formatters>>()
const machineTimes = new Map<number, string>()
/** Formatting costs 1 to 2 µs and the same stories stand on many pages. */
const maxKnown = 10_000

/** `at` in epoch milliseconds, in the words of the place's language and the time of its zone. */
export function formatTime(at: number, style: TimeStyle, { language, timeZone }: Locale): string {
  const ofLocale = getOrCreate(
    getOrCreate(formatters, language, () => new Map<string, Formatters>()),
    timeZone,
    (): Formatters => ({}),
  )
  const { format, known } = (ofLocale[style] ??= {
    format: new Intl.DateTimeFormat(language, { ...styles[style], timeZone }),
    known: new Map(),
  })
  return remembered(known, at, () => format.format(at))
}

const months = { month: { month: 'long' }, monthOfYear: { month: 'long', year: 'numeric' } } as const

/** `2026-11` in words: November, November 2026. */
export function formatMonth(month: string, style: keyof typeof months, language: string): string {
  return new Intl.DateTimeFormat(language, { ...months[style], timeZone: 'UTC' }).format(
    Date.parse(`${month}-15T12:00:00Z`),
  )
}

/** As in lists and under comments: the hour is news for a week, the year stands where it is not this half year's. */
export function formatShortTime(at: number, locale: Locale): string {
  if (locale.now === undefined) return formatTime(at, 'short', locale)
  const days = Math.abs(locale.now - at) / 86_400_000
  return formatTime(at, days < 7 ? 'recent' : days < 180 ? 'thisYear' : 'dated', locale)
}

/**
 * The next moment from which on `formatShortTime` writes one of these times in another way; undefined when it never
 * will.
 */
export function nextShortTime(times: readonly number[], now: number): number | undefined {
  const [week, halfYear] = [7 * 86_400_000, 180 * 86_400_000]
  let next = Infinity
  for (const at of times)
    for (const moment of [at - halfYear + 1, at - week + 1, at + week, at + halfYear])
      if (moment > now && moment < next) next = moment
  return next === Infinity ? undefined : next
}

/** The moment at which a day (`2026-10-14`) begins in that zone; undefined if it is not a day. */
export function startOfDay(day: string, timeZone: string): number | undefined {
  const noon = Date.parse(`${day}T12:00:00Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(day) || Number.isNaN(noon) || new Date(noon).toISOString().slice(0, 10) !== day)
    return undefined
  const midnight = noon - 43_200_000
  // The offset at a first guess may be that of the other side of a change of the clocks: the second is right.
  return midnight - offsetAt(midnight - offsetAt(midnight, timeZone), timeZone)
}

/**
 * The moment at which the clocks of a zone show a time (`2026-10-14T08:30`). Undefined if it is none, or if the clocks
 * leave it out that day; of two on the day when they go back it is the first.
 */
export function momentOf(local: string, timeZone: string): number | undefined {
  const shown = Date.parse(`${local}Z`)
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/u.test(local) && !Number.isNaN(shown)
  if (!isTime || !new Date(shown).toISOString().startsWith(local)) return undefined
  // No zone is further than a day from UTC, and none changes its clocks twice in two days.
  const moments = [shown - 86_400_000, shown + 86_400_000]
    .map((near) => ({ offset: offsetAt(near, timeZone), at: shown - offsetAt(near, timeZone) }))
    .filter(({ offset, at }) => offsetAt(at, timeZone) === offset)
    .map(({ at }) => at)
  return moments.length === 0 ? undefined : Math.min(...moments)
}

const offsetFormats = new Map<string, Intl.DateTimeFormat>()
/** A zone may be written in many ways (`europe/berlin`). */
const maxZones = 1_000

/** How far the clocks of a zone are ahead of UTC then, in milliseconds. */
export function offsetAt(at: number, timeZone: string): number {
  if (offsetFormats.size >= maxZones) offsetFormats.clear()
  const format = getOrCreate(
    offsetFormats,
    timeZone,
    () => new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }),
  )
  // `10/14/2026, GMT+02:00`, whose parts one by one take twice as long.
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/u.exec(format.format(at)) ?? []
  return Number(`${sign}1`) * (Number(hours) * 3_600_000 + Number(minutes) * 60_000)
}

/** For `<time datetime>`: HTML's global date and time string, in UTC, to the second. */
export function machineTime(at: number): string {
  return remembered(machineTimes, at, () => `${new Date(at).toISOString().slice(0, 19)}Z`)
}

function remembered(known: Map<number, string>, at: number, make: () => string): string {
  if (known.size >= maxKnown) known.clear()
  return getOrCreate(known, at, make)
}

const numbers = new Map<string, Intl.NumberFormat>()

export function formatNumber(value: number, language: string): string {
  return getOrCreate(numbers, language, () => new Intl.NumberFormat(language)).format(value)
}

const units = ['kilobyte', 'megabyte', 'gigabyte'] as const

/** In the largest unit that gives one or more, of 1,024 each: "1.2 MB". */
export function formatBytes(bytes: number, language: string): string {
  const power = Math.min(units.length, Math.max(1, Math.floor(Math.log2(Math.max(1, bytes)) / 10)))
  const unit = units[power - 1] ?? 'gigabyte'
  const format = getOrCreate(
    numbers,
    `${language} ${unit}`,
    () => new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: power === 1 ? 0 : 1 }),
  )
  return format.format(bytes / 1024 ** power)
}
