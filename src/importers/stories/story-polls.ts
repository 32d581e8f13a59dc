/** The polls that a story file defines, and those that it names. */
import type { Fault, Story } from '../../articles/story-file/story.ts'
import type { Tx } from '../../kit/db/schema.ts'
import { isFailure } from '../../kit/outcome.ts'
import { ensurePollFromStory } from '../../polls/deeds.ts'
import { pollIdByKey, pollIdByPublicId } from '../../polls/store.ts'
import type { Taken } from './story-media.ts'

/** Their ids by their keys. */
export async function pollsOf(
  tx: Tx,
  story: Story,
  media: Taken,
  at: number,
): Promise<{ ids: Map<string, string>; faults: Fault[] }> {
  const ids = new Map<string, string>()
  const faults: Fault[] = []
  for (const poll of story.polls) {
    const pictures = poll.options.map((_, index) => {
      const [picture, taken] = [poll.pictures?.[index], media.get(poll.pictures?.[index]?.src ?? '')]
      return picture && taken ? { mediaId: taken.id, alt: picture.alt } : null
    })
    const saved = await ensurePollFromStory(tx, { ...poll, pictures }, at)
    if (isFailure(saved)) faults.push({ line: 1, message: `the poll "${poll.key}": ${saved.words}` })
    else ids.set(poll.key, saved.publicId)
  }
  for (const block of story.document.blocks) {
    if (block.type !== 'poll' || block.poll === undefined || ids.has(block.poll)) continue
    const known = await pollIdByKey(tx, block.poll)
    if (known === undefined && (await pollIdByPublicId(tx, block.poll)) !== undefined) continue
    if (known === undefined)
      faults.push({ line: 1, message: `there is no poll "${block.poll}": define it with question="…" and its options` })
    else ids.set(block.poll, known.publicId)
  }
  return { ids, faults }
}
