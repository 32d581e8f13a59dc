import { expect, test } from 'vitest'
import type { Document } from '../articles/document.ts'
import { settingsSchema } from '../settings.ts'
import { disclosureFor, sponsoredRules } from './disclosure.ts'
import { findSponsored } from './find-sponsored.ts'

const document: Document = {
  version: 1,
  blocks: [
    { id: 'b001', type: 'divider' },
    { id: 'b002', type: 'related', href: 'https://shop.example/lamp' },
  ],
}

test('the disclosure stands before the first block with a paid link, in the words of the settings or of the page', () => {
  const settings = settingsSchema.parse({
    affiliate: { domains: ['shop.example'], disclosure: 'We are paid for some links.' },
  })
  expect(
    disclosureFor(settings, findSponsored(document, sponsoredRules(settings, 'https://herald.example')), {
      unset: 'Paid links.',
    }),
  ).toEqual({ beforeBlockId: 'b002', words: 'We are paid for some links.' })
  const unset = settingsSchema.parse({ affiliate: { domains: ['shop.example'], disclosure: ' ' } })
  expect(
    disclosureFor(unset, findSponsored(document, sponsoredRules(unset, 'https://herald.example')), {
      unset: 'Paid links.',
    }),
  ).toEqual({ beforeBlockId: 'b002', words: 'Paid links.' })
})

test('a story without a paid link has no disclosure', () => {
  const settings = settingsSchema.parse({})
  expect(
    disclosureFor(settings, findSponsored(document, sponsoredRules(settings, 'https://herald.example')), {
      unset: 'Paid links.',
    }),
  ).toBeUndefined()
})
