import { expect, test } from 'vitest'
import { createSiteClock } from './offset.ts'

function clockOf(...pairs: [local: string, gmt: string][]) {
  const clock = createSiteClock()
  for (const [local, gmt] of pairs) clock.observe(local, gmt)
  return clock
}

const winter: [string, string] = ['2024-01-16 12:54:00', '2024-01-16 17:54:00']
const summer: [string, string] = ['2024-07-16 12:54:00', '2024-07-16 16:54:00']

test('GMT is taken where it stands', () => {
  expect(clockOf().instant(...winter)).toEqual({ at: Date.UTC(2024, 0, 16, 17, 54), isDerived: false })
})

test('a draft without GMT is read by the offset of its season', () => {
  const clock = clockOf(winter, summer)
  expect(clock.instant('2026-02-01 10:00:00', '0000-00-00 00:00:00')).toEqual({
    at: Date.UTC(2026, 1, 1, 15),
    isDerived: true,
  })
  expect(clock.instant('2026-08-01 10:00:00', '0000-00-00 00:00:00')).toEqual({
    at: Date.UTC(2026, 7, 1, 14),
    isDerived: true,
  })
  expect(clock.instant('0000-00-00 00:00:00', '0000-00-00 00:00:00')).toBeUndefined()
})

test('the zone is guessed by what was seen in summer and winter', () => {
  expect(clockOf(winter, summer).zone('en-US')).toEqual({ timeZone: 'America/New_York', fit: 1, isCertain: true })
  expect(
    clockOf(['2024-01-16 12:00:00', '2024-01-16 11:00:00'], ['2024-07-16 12:00:00', '2024-07-16 10:00:00']).zone(
      'de-DE',
    )?.timeZone,
  ).toBe('Europe/Berlin')
  expect(clockOf(['2024-01-16 12:00:00', '2024-01-16 06:30:00']).zone('en')?.timeZone).toBe('Asia/Kolkata')
  expect(clockOf(summer).zone('en-US')).toMatchObject({ timeZone: 'America/New_York', isCertain: false })
  expect(clockOf().zone('en')).toBeUndefined()
})

test('a wrong pair here and there changes nothing, nonsense is not counted', () => {
  const clock = clockOf(
    winter,
    winter,
    ['2024-01-17 12:00:00', '2024-01-17 12:00:00'],
    ['2024-01-17 12:00:00', '2019-01-01 00:00:00'],
    ['soon', 'later'],
  )
  expect(clock.offsetAt(Date.UTC(2024, 0, 20))).toBe(-300)
})
