/** An export names no time zone: the site's clock is derived from the dates that stand in it twice, local and GMT. */
export type SiteClock = {
  observe(local: string, gmt: string): void
  /**
   * The instant of a record's dates. `isDerived`: GMT was missing, and the local date was read by the observed offset.
   */
  instant(local: string, gmt: string): { at: number; isDerived: boolean } | undefined
  /** Minutes east of Greenwich at a local time; 0 when nothing was observed. */
  offsetAt(localMs: number): number
  /** The zone that fits the observations best; `fit` is the share of observed months that it explains. */
  zone(language?: string): ZoneGuess | undefined
}

export type ZoneGuess = {
  timeZone: string
  fit: number
  /** False when other rules fit as well, for instance because only summers were seen. */ isCertain: boolean
}

/** `at` is one of the local times at which the offset was seen: in the month of a change its middle would not do. */
type Month = { year: number; month: number; offsets: Map<number, { count: number; at: number }> }

const minute = 60_000

export function createSiteClock(): SiteClock {
  const months = new Map<number, Month>()
  /** Of months in which nothing was observed. */
  const guesses = new Map<number, number>()

  function observe(local: string, gmt: string): void {
    const [here, there] = [readDate(local), readDate(gmt)]
    if (here === undefined || there === undefined) return
    const minutes = (here - there) / minute
    const offset = Math.round(minutes / 15) * 15
    if (Math.abs(offset) > 14 * 60 || Math.abs(minutes - offset) > 2) return
    guesses.clear()
    const date = new Date(here)
    const key = date.getUTCFullYear() * 12 + date.getUTCMonth()
    const month = months.get(key) ?? {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth(),
      offsets: new Map<number, { count: number; at: number }>(),
    }
    month.offsets.set(offset, { count: (month.offsets.get(offset)?.count ?? 0) + 1, at: here })
    months.set(key, month)
  }

  function offsetAt(localMs: number): number {
    const date = new Date(localMs)
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
    const exact = months.get(year * 12 + month)
    if (exact !== undefined) return mostFrequent(exact).offset
    const known = guesses.get(year * 12 + month)
    if (known !== undefined) return known
    let best: { offset: number; distance: number } | undefined
    for (const seen of months.values()) {
      const apart = Math.abs(seen.month - month)
      // The same season of another year says more than the neighbouring season of this one.
      const distance = Math.min(apart, 12 - apart) * 100 + Math.abs(seen.year - year)
      if (best === undefined || distance < best.distance) best = { offset: mostFrequent(seen).offset, distance }
    }
    guesses.set(year * 12 + month, best?.offset ?? 0)
    return best?.offset ?? 0
  }

  return {
    observe,
    offsetAt,
    instant(local, gmt) {
      const there = readDate(gmt)
      if (there !== undefined) return { at: there, isDerived: false }
      const here = readDate(local)
      return here === undefined ? undefined : { at: here - offsetAt(here) * minute, isDerived: true }
    },
    zone: (language) => guessZone([...months.values()], language ?? ''),
  }
}

/** `2026-03-01 18:30:00` as if it were UTC; undefined for `0000-00-00 00:00:00` and for what is no date. */
export function readDate(written: string): number | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?/u.exec(written.trim())
  if (match === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0))
  if (year < 100 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minutes > 59 || seconds > 60)
    return undefined
  return Date.UTC(year, month - 1, day, hour, minutes, seconds)
}

function mostFrequent({ offsets }: Month): { offset: number; at: number } {
  let best = { offset: 0, at: 0, count: 0 }
  for (const [offset, { count, at }] of offsets) if (count > best.count) best = { offset, at, count }
  return best
}

/** Where several zones keep the same rules, the one that most of a language's papers would name. */
const preferred: Record<string, readonly string[]> = {
  'en-US': [
    'America/New_York',
    'America/Chicago',
    'America/Denver',
    'America/Los_Angeles',
    'America/Phoenix',
    'America/Anchorage',
    'Pacific/Honolulu',
  ],
  'en-CA': [
    'America/Toronto',
    'America/Vancouver',
    'America/Edmonton',
    'America/Winnipeg',
    'America/Halifax',
    'America/St_Johns',
  ],
  'en-AU': ['Australia/Sydney', 'Australia/Brisbane', 'Australia/Adelaide', 'Australia/Perth', 'Australia/Darwin'],
  en: [
    'Europe/London',
    'America/New_York',
    'America/Chicago',
    'America/Denver',
    'America/Los_Angeles',
    'Australia/Sydney',
    'Pacific/Auckland',
    'Asia/Kolkata',
    'Africa/Johannesburg',
  ],
  de: ['Europe/Berlin', 'Europe/Vienna', 'Europe/Zurich'],
  fr: ['Europe/Paris', 'America/Toronto'],
  es: [
    'Europe/Madrid',
    'America/Mexico_City',
    'America/Argentina/Buenos_Aires',
    'America/Bogota',
    'America/Lima',
    'America/Santiago',
  ],
  it: ['Europe/Rome'],
  nl: ['Europe/Amsterdam'],
  pt: ['America/Sao_Paulo', 'Europe/Lisbon'],
  pl: ['Europe/Warsaw'],
  sv: ['Europe/Stockholm'],
  nb: ['Europe/Oslo'],
  da: ['Europe/Copenhagen'],
  fi: ['Europe/Helsinki'],
  el: ['Europe/Athens'],
  tr: ['Europe/Istanbul'],
  ru: ['Europe/Moscow'],
  uk: ['Europe/Kyiv'],
  ja: ['Asia/Tokyo'],
  ko: ['Asia/Seoul'],
  zh: ['Asia/Shanghai', 'Asia/Taipei'],
  hi: ['Asia/Kolkata'],
  '': [
    'Europe/London',
    'Europe/Paris',
    'Europe/Athens',
    'Europe/Moscow',
    'America/New_York',
    'America/Chicago',
    'America/Denver',
    'America/Los_Angeles',
    'America/Sao_Paulo',
    'Asia/Dubai',
    'Asia/Karachi',
    'Asia/Kolkata',
    'Asia/Dhaka',
    'Asia/Bangkok',
    'Asia/Shanghai',
    'Asia/Tokyo',
    'Australia/Sydney',
    'Pacific/Auckland',
    'Africa/Lagos',
    'Africa/Johannesburg',
    'Africa/Nairobi',
  ],
}

function guessZone(months: readonly Month[], language: string): ZoneGuess | undefined {
  if (months.length === 0) return undefined
  const observations = months.slice(-240).map(mostFrequent)
  const order = [
    ...(preferred[language] ?? []),
    ...(preferred[language.split('-', 1)[0] ?? ''] ?? []),
    ...(preferred[''] ?? []),
  ]
  const names = [...new Set([...order, ...Intl.supportedValuesOf('timeZone')])]
  let most = 0
  const fits = names.map((timeZone) => {
    const format = offsetFormat(timeZone)
    const hits = hitsOf(format, observations, most)
    most = Math.max(most, hits)
    return { timeZone, format, hits }
  })
  const best = fits.reduce((first, candidate) => (candidate.hits > first.hits ? candidate : first))
  const rules = new Set(
    fits.filter(({ hits }) => hits === best.hits).map(({ format }) => yearsRules(format, observations[0]?.at ?? 0)),
  )
  const fixed = new Set(observations.map(({ offset }) => offset))
  if (fixed.size === 1 && (best.hits < observations.length || !order.includes(best.timeZone)))
    return { timeZone: fixedZone([...fixed][0] ?? 0), fit: 1, isCertain: false }
  return {
    timeZone: best.timeZone,
    fit: best.hits / observations.length,
    isCertain: rules.size === 1 && best.hits > observations.length * 0.97,
  }
}

type Observation = { at: number; offset: number }

/** How many a zone explains; of one that does not come up to `least` it is not counted to the end. */
function hitsOf(format: Intl.DateTimeFormat, observations: readonly Observation[], least: number): number {
  let misses = 0
  for (const { at, offset } of observations) {
    if (formattedOffset(format, at - offset * minute) !== offset) misses++
    if (observations.length - misses < least) break
  }
  return observations.length - misses
}

/** The offsets through one year in a line: zones with the same line keep the same rules. */
function yearsRules(format: Intl.DateTimeFormat, at: number): string {
  return Array.from({ length: 12 }, (_, month) =>
    formattedOffset(format, Date.UTC(new Date(at).getUTCFullYear(), month, 15)),
  ).join(' ')
}

function offsetFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset', hour: '2-digit' })
}

function formattedOffset(format: Intl.DateTimeFormat, at: number): number {
  const match = /GMT(?:([+-])(\d\d):(\d\d))?/u.exec(format.format(at))
  return (match?.[1] === '-' ? -1 : 1) * (Number(match?.[2] ?? 0) * 60 + Number(match?.[3] ?? 0))
}

/** The instant at which the clocks of a zone show this local time; of an hour that they show twice, one of the two. */
export function instantIn(timeZone: string, localMs: number): number {
  const format = offsetFormat(timeZone)
  const near = localMs - formattedOffset(format, localMs) * minute
  return localMs - formattedOffset(format, near) * minute
}

/**
 * WordPress also takes a bare "UTC-5" (minutes east of Greenwich here). The names of such zones have the sign the other
 * way round.
 */
export function fixedZone(offset: number): string {
  if (offset === 0) return 'UTC'
  if (offset % 60 === 0) return `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset / 60)}`
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60]
  const twoDigits = (number: number) => String(number).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${twoDigits(hours)}:${twoDigits(minutes)}`
}
