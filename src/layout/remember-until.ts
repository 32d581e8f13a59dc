import type { House } from '../kit/house.ts'
import type { Tag } from '../kit/page-cache/tag.ts'

/**
 * Read once, until one of its tags is invalidated or its time is over. `until`: epoch milliseconds from which on it
 * reads otherwise.
 */
export async function rememberUntil<Value extends { tags: readonly Tag[]; until: number | undefined }>(
  { pages, clock }: House,
  key: string,
  read: () => Promise<Value>,
): Promise<Value> {
  const value = await pages.remember(key, async () => {
    const value = await read()
    return { value, tags: value.tags }
  })
  return (value.until ?? Infinity) > clock.now() ? value : read()
}
