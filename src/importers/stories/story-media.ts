/** The pictures and sound that stand beside a story file. */
import { mediaRefs } from '../../articles/document-walk.ts'
import type { Fault, Story } from '../../articles/story-file/story.ts'
import type { Actor } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { isFailure } from '../../kit/outcome.ts'
import { mediaByPublicId } from '../../media/store.ts'
import { takeInMedia } from '../../media/take-in.ts'
import { lineOf, type StoryFile } from './file.ts'

/** By the names that the file calls them. */
export type Taken = Map<string, TakenMedia>
type TakenMedia = { id: number; publicId: string }

export async function takeInAll(
  house: House,
  actor: Actor,
  story: Story,
  file: StoryFile,
): Promise<{ media: Taken; faults: Fault[]; warnings: string[] }> {
  const media: Taken = new Map()
  const faults: Fault[] = []
  const warnings: string[] = []
  const lead = story.picture === undefined ? [] : [story.picture.src]
  for (const name of new Set([...lead, ...mediaRefs(story.document), ...pollPictures(story)])) {
    const taken = await takeInOne(house, actor, { story, file, name })
    if ('fault' in taken) faults.push({ line: lineOf(file.source, name), message: taken.fault })
    else {
      media.set(name, taken)
      warnings.push(...taken.warnings)
    }
  }
  return { media, faults, warnings }
}

type Wanted = { story: Story; file: StoryFile; name: string }

/** What stands beside the file counts, then what the paper has under this id. */
async function takeInOne(
  house: House,
  actor: Actor,
  { story, file, name }: Wanted,
): Promise<(TakenMedia & { warnings: string[] }) | { fault: string }> {
  const bytes = await file.read(name)
  if (bytes === undefined) {
    const known = await mediaByPublicId(house.db, name)
    return known ? { ...known, warnings: [] } : { fault: `the file "${name}" does not stand beside the story` }
  }
  const lead = story.picture?.src === name ? story.picture : undefined
  const taken = await takeInMedia(house, actor, {
    bytes,
    fileName: name,
    ...(lead && { alt: lead.alt, credit: lead.credit, ...(lead.focus && { focus: lead.focus }) }),
  })
  if (isFailure(taken)) return { fault: taken.words }
  if (taken.width === null && pollPictures(story).includes(name))
    return { fault: `"${name}" is no picture that an option could have` }
  return taken
}

function pollPictures({ polls }: Story): string[] {
  return polls.flatMap(({ pictures = [] }) => pictures.flatMap((picture) => picture?.src ?? []))
}
