import { describe, expect, test } from 'vitest'
import { nextDigestAt, quietUntil } from './local-time.ts'
import { minutesOf } from './subscriber.ts'

const at = (iso: string) => Date.parse(iso)
const iso = (moment: number | null | undefined) =>
  moment == null ? moment : new Date(moment).toISOString().replace(':00.000Z', 'Z')
const minutes = (time: string) => minutesOf(time) ?? Number.NaN
const usual = { morning: 420, evening: 1080, weekday: 1 }
const early = (morning: string, evening = '23:59') => ({
  morning: minutes(morning),
  evening: minutes(evening),
  weekday: 7,
})

describe('a digest is next due', () => {
  test.each([
    // In the middle of a day, at its very moment, and in the night.
    ['UTC', 'daily', '2026-11-29T06:00Z', '2026-11-29T07:00Z', usual],
    ['UTC', 'daily', '2026-11-29T07:00Z', '2026-11-29T18:00Z', usual],
    ['UTC', 'daily', '2026-11-29T06:59:59Z', '2026-11-29T07:00Z', usual],
    ['UTC', 'daily', '2026-11-29T18:00Z', '2026-11-30T07:00Z', usual],
    ['UTC', 'weekly', '2026-11-30T06:59Z', '2026-11-30T07:00Z', usual],
    ['UTC', 'weekly', '2026-11-30T07:00Z', '2026-12-07T07:00Z', usual],
    ['UTC', 'weekly', '2026-12-01T00:00Z', '2026-12-07T07:00Z', usual],
    // Winter and summer, east and west, halves and quarters of an hour.
    ['Europe/Berlin', 'daily', '2026-01-15T05:59Z', '2026-01-15T06:00Z', usual],
    ['Europe/Berlin', 'daily', '2026-07-15T04:00Z', '2026-07-15T05:00Z', usual],
    ['America/New_York', 'daily', '2026-01-15T12:00Z', '2026-01-15T23:00Z', usual],
    ['America/New_York', 'daily', '2026-07-15T22:00Z', '2026-07-16T11:00Z', usual],
    ['Asia/Kolkata', 'daily', '2026-01-15T00:00Z', '2026-01-15T01:30Z', usual],
    ['Asia/Kathmandu', 'daily', '2026-01-15T00:00Z', '2026-01-15T01:15Z', usual],
    ['Pacific/Kiritimati', 'daily', '2026-01-14T16:00Z', '2026-01-14T17:00Z', usual],
    ['Pacific/Pago_Pago', 'daily', '2026-01-15T17:00Z', '2026-01-15T18:00Z', usual],
    ['Pacific/Chatham', 'daily', '2026-01-14T17:00Z', '2026-01-14T17:15Z', usual],
    ['Pacific/Chatham', 'daily', '2026-07-14T17:00Z', '2026-07-14T18:15Z', usual],
    // The week's, where Monday begins before or after UTC's.
    ['Pacific/Auckland', 'weekly', '2026-11-29T12:00Z', '2026-11-29T18:00Z', usual],
    ['Pacific/Honolulu', 'weekly', '2026-11-30T16:00Z', '2026-11-30T17:00Z', usual],
    ['America/Los_Angeles', 'weekly', '2026-11-30T15:00Z', '2026-12-07T15:00Z', usual],
    // Over a change of the clocks the hour on the wall stays.
    ['Europe/Berlin', 'daily', '2026-03-28T17:00Z', '2026-03-29T05:00Z', usual],
    ['Europe/Berlin', 'daily', '2026-10-24T16:00Z', '2026-10-25T06:00Z', usual],
    ['Europe/Berlin', 'weekly', '2026-03-23T06:00Z', '2026-03-30T05:00Z', usual],
    ['Europe/Berlin', 'weekly', '2026-10-19T05:00Z', '2026-10-26T06:00Z', usual],
    ['America/New_York', 'daily', '2026-03-07T23:00Z', '2026-03-08T11:00Z', usual],
    ['America/New_York', 'daily', '2026-10-31T22:00Z', '2026-11-01T12:00Z', usual],
    ['Australia/Lord_Howe', 'daily', '2026-10-03T08:00Z', '2026-10-03T20:00Z', usual],
    ['Australia/Lord_Howe', 'daily', '2026-04-04T08:00Z', '2026-04-04T20:30Z', usual],
    ['Africa/Casablanca', 'daily', '2026-02-14T18:00Z', '2026-02-15T07:00Z', usual],
    // A time that the clocks leave out: as they jump.
    ['Europe/Berlin', 'daily', '2026-03-29T00:00Z', '2026-03-29T01:00Z', early('02:30')],
    ['Europe/Berlin', 'daily', '2026-03-29T01:00Z', '2026-03-29T21:59Z', early('02:30')],
    ['America/New_York', 'weekly', '2026-03-08T06:00Z', '2026-03-08T07:00Z', early('02:00')],
    ['Australia/Lord_Howe', 'daily', '2026-10-03T15:00Z', '2026-10-03T15:30Z', early('02:15')],
    ['Africa/Cairo', 'daily', '2026-04-23T21:00Z', '2026-04-23T22:00Z', early('00:30', '12:00')],
    ['Asia/Beirut', 'daily', '2026-03-28T21:30Z', '2026-03-28T22:00Z', early('00:00', '12:00')],
    // A time that they show twice: at the first.
    ['Europe/Berlin', 'daily', '2026-10-24T23:00Z', '2026-10-25T00:30Z', early('02:30')],
    ['Europe/Berlin', 'daily', '2026-10-25T00:30Z', '2026-10-25T22:59Z', early('02:30')],
    ['America/New_York', 'weekly', '2026-11-01T05:00Z', '2026-11-01T05:30Z', early('01:30')],
    ['Australia/Lord_Howe', 'daily', '2026-04-04T14:00Z', '2026-04-04T14:45Z', early('01:45')],
    ['Africa/Cairo', 'daily', '2026-10-29T20:00Z', '2026-10-29T20:30Z', early('12:00', '23:30')],
    // A day that a zone left out had none.
    ['Pacific/Apia', 'daily', '2011-12-30T05:00Z', '2011-12-30T17:00Z', usual],
    ['Pacific/Apia', 'daily', '2011-12-30T04:00Z', '2011-12-30T17:00Z', usual],
    // A zone that changed for good between two digests.
    ['Asia/Almaty', 'daily', '2024-02-29T13:00Z', '2024-03-01T02:00Z', usual],
  ] as const)('in %s, %s, after %s: at %s', (zone, pace, after, due, times) => {
    expect(iso(nextDigestAt(pace, zone, at(after), times))).toBe(due)
  })

  test.each(['breaking', 'all'] as const)('never for who gets %s', (pace) => {
    expect(nextDigestAt(pace, 'Europe/Berlin', at('2026-01-01T00:00Z'), usual)).toBeNull()
  })

  test('in every zone there is, twice a day and once a week over a year', () => {
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      const [start, end] = [at('2026-01-01T12:01Z'), at('2027-01-01T12:01Z')]
      let [daily, weekly] = [0, 0]
      for (let next = start; (next = nextDigestAt('daily', zone, next, usual) ?? end) < end;) daily++
      for (let next = start; (next = nextDigestAt('weekly', zone, next, usual) ?? end) < end;) weekly++
      expect([zone, daily, weekly]).toEqual([zone, 730, 52])
    }
  }, 120_000)
})

describe('quiet hours end', () => {
  const none = undefined
  test.each([
    // Over midnight: before, at the beginning, within, at the end, after.
    ['UTC', '22:00-07:00', '2026-11-29T21:59:59Z', none],
    ['UTC', '22:00-07:00', '2026-11-29T22:00Z', '2026-11-30T07:00Z'],
    ['UTC', '22:00-07:00', '2026-11-30T00:00Z', '2026-11-30T07:00Z'],
    ['UTC', '22:00-07:00', '2026-11-30T06:59:59Z', '2026-11-30T07:00Z'],
    ['UTC', '22:00-07:00', '2026-11-30T07:00Z', none],
    // Within a day.
    ['UTC', '12:00-14:00', '2026-11-30T13:00Z', '2026-11-30T14:00Z'],
    ['UTC', '12:00-14:00', '2026-11-30T14:00Z', none],
    ['UTC', '12:00-14:00', '2026-11-30T03:00Z', none],
    // From and to midnight, and all but a minute of the day.
    ['UTC', '00:00-06:00', '2026-11-30T00:00Z', '2026-11-30T06:00Z'],
    ['UTC', '18:00-00:00', '2026-11-30T23:59Z', '2026-12-01T00:00Z'],
    ['UTC', '18:00-00:00', '2026-12-01T00:00Z', none],
    ['UTC', '08:00-07:59', '2026-11-30T07:59Z', none],
    ['UTC', '08:00-07:59', '2026-11-30T07:58Z', '2026-11-30T07:59Z'],
    // Their clock, not ours.
    ['Europe/Berlin', '22:00-07:00', '2026-01-15T21:00Z', '2026-01-16T06:00Z'],
    ['Europe/Berlin', '22:00-07:00', '2026-07-15T20:00Z', '2026-07-16T05:00Z'],
    ['America/New_York', '22:00-07:00', '2026-01-16T02:59Z', none],
    ['America/New_York', '22:00-07:00', '2026-01-16T03:00Z', '2026-01-16T12:00Z'],
    ['Asia/Kolkata', '22:00-07:00', '2026-01-15T16:30Z', '2026-01-16T01:30Z'],
    ['Asia/Kathmandu', '22:00-07:00', '2026-01-15T16:15Z', '2026-01-16T01:15Z'],
    ['Pacific/Kiritimati', '22:00-07:00', '2026-01-15T08:00Z', '2026-01-15T17:00Z'],
    ['Pacific/Pago_Pago', '22:00-07:00', '2026-01-15T09:00Z', '2026-01-15T18:00Z'],
    ['Pacific/Chatham', '22:00-07:00', '2026-01-15T08:15Z', '2026-01-15T17:15Z'],
    // A night of eleven hours, and one of nine.
    ['Europe/Berlin', '20:00-07:00', '2026-03-28T19:00Z', '2026-03-29T05:00Z'],
    ['Europe/Berlin', '20:00-07:00', '2026-10-24T18:00Z', '2026-10-25T06:00Z'],
    ['America/New_York', '22:00-07:00', '2026-03-08T03:00Z', '2026-03-08T11:00Z'],
    ['America/New_York', '22:00-07:00', '2026-11-01T02:00Z', '2026-11-01T12:00Z'],
    // They end at a time that the clocks leave out: as they jump.
    ['Europe/Berlin', '22:00-02:30', '2026-03-28T23:00Z', '2026-03-29T01:00Z'],
    ['Europe/Berlin', '22:00-02:30', '2026-03-29T01:00Z', none],
    // They begin at one: as they jump, too.
    ['Europe/Berlin', '02:30-07:00', '2026-03-29T00:59Z', none],
    ['Europe/Berlin', '02:30-07:00', '2026-03-29T01:00Z', '2026-03-29T05:00Z'],
    // Both: there are none that night.
    ['Europe/Berlin', '02:10-02:50', '2026-03-29T00:59Z', none],
    ['Europe/Berlin', '02:10-02:50', '2026-03-29T01:00Z', none],
    // They end at a time that the clocks show twice: at the second.
    ['Europe/Berlin', '22:00-02:30', '2026-10-25T00:29Z', '2026-10-25T01:30Z'],
    ['Europe/Berlin', '22:00-02:30', '2026-10-25T00:45Z', '2026-10-25T01:30Z'],
    ['Europe/Berlin', '22:00-02:30', '2026-10-25T01:30Z', none],
    // They begin at one: at the first.
    ['Europe/Berlin', '02:30-07:00', '2026-10-25T00:29Z', none],
    ['Europe/Berlin', '02:30-07:00', '2026-10-25T00:30Z', '2026-10-25T06:00Z'],
    ['Europe/Berlin', '02:30-07:00', '2026-10-25T01:05Z', '2026-10-25T06:00Z'],
    // Half an hour's change, and clocks that go back over midnight.
    ['Australia/Lord_Howe', '22:00-01:45', '2026-04-04T14:50Z', '2026-04-04T15:15Z'],
    ['Australia/Lord_Howe', '22:00-02:15', '2026-10-03T15:20Z', '2026-10-03T15:30Z'],
    ['Africa/Cairo', '23:00-00:30', '2026-10-29T20:30Z', '2026-10-29T22:30Z'],
    ['Africa/Cairo', '22:00-23:30', '2026-10-29T20:45Z', '2026-10-29T21:30Z'],
    ['Africa/Cairo', '00:00-06:00', '2026-10-29T20:59Z', none],
    ['Asia/Beirut', '22:00-07:00', '2026-10-24T20:30Z', '2026-10-25T05:00Z'],
    // A day that a zone left out.
    ['Pacific/Apia', '22:00-07:00', '2011-12-30T08:00Z', '2011-12-30T10:00Z'],
    ['Pacific/Apia', '22:00-07:00', '2011-12-30T12:00Z', '2011-12-30T17:00Z'],
  ] as const)('in %s of %s at %s: at %s', (zone, hours, now, end) => {
    const [from = '', to = ''] = hours.split('-')
    const until = quietUntil(at(now), zone, { from: minutes(from), to: minutes(to) })
    expect(iso(until)).toBe(end)
  })

  test('later than now, whenever it is, in every zone there is', () => {
    for (const zone of Intl.supportedValuesOf('timeZone'))
      for (let now = at('2026-01-01T00:00Z'); now < at('2027-01-01T00:00Z'); now += 301 * 3_600_000) {
        const end = quietUntil(now, zone, { from: 1320, to: 420 })
        if (end === undefined) continue
        expect(end).toBeGreaterThan(now)
        expect(quietUntil(end, zone, { from: 1320, to: 420 })).toBeUndefined()
      }
  }, 120_000)
})
