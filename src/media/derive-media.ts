import type { Work } from '../kit/darkroom/darkroom.ts'
import { system } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { PermanentFailure, type JobContext } from '../kit/queue/job.ts'
import { deriveLater, type Deriving } from './jobs.ts'
import { inBatches, plannedRenditions, renditionKey, type Plan } from './renditions.ts'
import { insertRendition, mediaById, storedRenditions, type Media } from './store.ts'
import { mediaTag } from './tags.ts'
import type { Traits } from './traits.ts'
import type { Rendered } from './traits.ts'
import { deriving, lookingAt } from './works.ts'

/**
 * Makes the renditions of a picture that are not there whole, so that a stopped job goes on where it was. Pages that
 * show the picture are rendered again when it is quickly whole, and again when its smallest format is there.
 */
export async function deriveMedia(house: House, { mediaId, step }: Deriving, context: JobContext): Promise<void> {
  const media = await mediaById(house.db, mediaId)
  if (media === undefined || media.kind !== 'image') return
  const original = await originalOf(house, media, context)
  const traits = await asked(house, context, media, { work: lookingAt, input: original })
  assertSame(media, traits)
  const plans = plannedRenditions(media.width ?? 1, media.height ?? 1, traits.hasAlpha, traits.animated)
  const focus = { x: media.focusX, y: media.focusY }
  for (const batch of inBatches(
    await missing(
      house,
      media,
      plans.filter(({ format }) => (format === 'avif') === (step === 'small')),
    ),
  )) {
    for (const rendered of await asked(house, context, media, {
      work: deriving,
      input: { bytes: original, plans: batch, focus },
    })) {
      context.signal.throwIfAborted()
      await keep(house, media, rendered)
    }
  }
  const goesOn = step === 'quick' && plans.some(({ format }) => format === 'avif')
  await house.write(system, async (tx) => {
    await invalidate(tx, [mediaTag(mediaId)])
    if (goesOn) await deriveLater(tx, { mediaId, step: 'small' }, house.clock.now())
  })
}

/** Once more may help against a full machine, not against the picture. */
const maxAttempts = 3

/** What the darkroom answers. A picture that it cannot process is not retried forever. */
async function asked<Input, Output>(
  house: House,
  { attempt, signal }: JobContext,
  media: Media,
  { work, input }: { work: Work<Input, Output>; input: Input },
): Promise<Output> {
  signal.throwIfAborted()
  const answer = await house.darkroom.ask(work, input, { isPatient: true, signal }).catch((cause: unknown) => {
    if (signal.aborted) throw signal.reason
    const words = `${media.fileName} cannot be drawn: ${cause instanceof Error ? cause.message : String(cause)}`
    throw attempt < maxAttempts ? new Error(words, { cause }) : new PermanentFailure(words, { cause })
  })
  if (answer.outcome === 'done') return answer.value
  const words = `${media.fileName} ${answer.reason}.`
  throw answer.fault === 'died' && attempt < maxAttempts ? new Error(words) : new PermanentFailure(words)
}

async function originalOf(
  { storage }: House,
  { fileName, storageKey, bytes }: Media,
  { attempt }: JobContext,
): Promise<Buffer> {
  const original = await storage.get(storageKey).catch((cause: unknown) => {
    if (!(cause instanceof Refusal) || cause.code !== 'not-found' || attempt < maxAttempts) throw cause
    throw new PermanentFailure(
      `The original of ${fileName} is gone from the store (${storageKey}): bring it back from a backup.`,
    )
  })
  if (original.length === bytes) return original
  throw new PermanentFailure(
    `The original of ${fileName} (${storageKey}) has ${original.length} bytes in place of ${bytes}: ` +
      'it was replaced or cut short. Bring it back from a backup.',
  )
}

/** A drawing's size is a matter of choice (inspect.ts), a photograph's is not. */
function assertSame({ fileName, storageKey, mime, width, height }: Media, seen: Traits): void {
  if (mime === 'image/svg+xml' || (seen.width === width && seen.height === height)) return
  throw new PermanentFailure(
    `The original of ${fileName} (${storageKey}) is ${seen.width} by ${seen.height} pixels in place of ` +
      `${width} by ${height}: it was replaced by another picture.`,
  )
}

async function missing(house: House, media: Media, plans: readonly Plan[]): Promise<Plan[]> {
  const stored = await storedRenditions(house.db, media.id)
  const found: Plan[] = []
  for (const plan of plans) {
    const storageKey = renditionKey(media.publicId, plan, { x: media.focusX, y: media.focusY })
    if (!(await isWhole(house, storageKey, stored.get(storageKey)))) found.push(plan)
  }
  return found
}

/** A row is written after its file; a file may have gone since, or come back short from a backup. */
async function isWhole({ storage }: House, storageKey: string, bytes: number | undefined): Promise<boolean> {
  return bytes !== undefined && (await storage.exists(storageKey)) && (await storage.size(storageKey)) === bytes
}

async function keep(
  house: House,
  { id, publicId, focusX, focusY }: Media,
  { plan, width, height, bytes }: Rendered,
): Promise<void> {
  const storageKey = renditionKey(publicId, plan, { x: focusX, y: focusY })
  await house.storage.put(storageKey, bytes)
  await house.write(system, (tx) =>
    insertRendition(tx, {
      mediaId: id,
      name: plan.name,
      format: plan.format,
      width,
      height,
      bytes: bytes.length,
      storageKey,
    }),
  )
}
