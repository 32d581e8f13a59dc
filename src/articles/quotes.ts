import type { Db } from '../kit/db/schema.ts'
import { peopleBySlug } from '../people/store.ts'
import type { Document } from './document.ts'
import { quoteWords } from './render/text.ts'
import type { QuoteRow } from './store.ts'

/** The quotes of a document whose speakers the house knows. */
export async function quotesOf(db: Db, document: Document): Promise<QuoteRow[]> {
  const blocks = document.blocks.filter((block) => block.type === 'quote')
  const slugs = blocks.flatMap((block) => block.person ?? [])
  const people = await peopleBySlug(db, slugs)
  return blocks.flatMap((block) => {
    const personId = people.get(block.person ?? '')?.id
    if (personId === undefined) return []
    return [
      {
        blockId: block.id,
        personId,
        words: quoteWords(block),
        capacity: block.capacity ?? '',
        translation: block.translation ?? '',
        sourceName: block.sourceName ?? '',
        sourceUrl: block.sourceUrl ?? '',
        saidOn: block.saidOn ?? '',
      },
    ]
  })
}
