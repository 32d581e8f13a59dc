import { z } from 'zod'
import { isReservedPath } from '../kit/reserved.ts'
import { webAddress } from '../kit/setting-fields.ts'
import type { SectionsOf } from '../kit/settings.ts'

declare module '../kit/settings.ts' {
  interface Settings extends SectionsOf<typeof articleSettings> {}
}

export const articleSettings = {
  urls: z
    .strictObject({
      articles: z
        .string()
        .max(500)
        .refine(isAddressOfStories, {
          error:
            'must be a path with {slug} that may have {yyyy}, {mm} and {dd}, and begins with nothing of the product',
        })
        .default('/{yyyy}/{mm}/{slug}'),
    })
    .prefault({}),
  /** Search engines of indexnow.org are told of each change when there is a key. */
  indexNow: z
    .strictObject({
      key: z
        .string()
        .regex(/^([a-zA-Z0-9-]{8,128})?$/u, { error: 'must be 8 to 128 letters, digits or hyphens, or empty' })
        .default(''),
      endpoint: webAddress.default('https://api.indexnow.org/indexnow'),
    })
    .prefault({}),
}

/** A path that has {slug} as the last of its parts in braces. */
function isAddressOfStories(pattern: string): boolean {
  const slug = pattern.lastIndexOf('{slug}')
  const behind = pattern.slice(slug + '{slug}'.length)
  // Where a browser goes is what was written: no query, no fragment, no step up, no character that it leaves out.
  const isPath = /^\/[^?#%\\\p{Cc}\p{Cs}\p{Cf}\s]*$/u.test(pattern) && !/\/(?:\/|\.\.?(?:\/|$))/u.test(pattern)
  return isPath && slug !== -1 && !/[{}]/u.test(behind) && !isReservedPath(pattern)
}
