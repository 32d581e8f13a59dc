import { expect, test } from 'vitest'
import { settingsSchema } from '../settings.ts'
import { advertisementOf } from './placement.ts'

test('the slot is empty until something is set, and then says what it is', () => {
  expect(advertisementOf(settingsSchema.parse({}), 'Anzeige')).toBeUndefined()
  const advertisement = { media: 'abcd', alt: 'A lamp', href: 'https://shop.example/lamp' }
  expect(advertisementOf(settingsSchema.parse({ advertisement }), 'Anzeige')).toEqual({
    ...advertisement,
    label: 'Anzeige',
  })
  expect(
    advertisementOf(settingsSchema.parse({ advertisement: { ...advertisement, label: 'Paid' } }), 'Anzeige'),
  ).toMatchObject({ label: 'Paid' })
})
