import type { Work } from '../kit/darkroom/darkroom.ts'
import { system } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import { arrivingFolder, dropBody, storeFrom } from '../kit/http/stored-body.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { PermanentFailure, type JobContext } from '../kit/queue/job.ts'
import { deriveLater, type Deriving } from './jobs.ts'
import { inBatches, plannedRenditions, renditionKey, type Plan } from './renditions.ts'
import { insertRendition, mediaById, storedRenditions, type Media } from './store.ts'
import { mediaTag } from './tags.ts'
import type { Rendered, Traits } from './traits.ts'
import { deriving, lookingAt } from './works.ts'

/**
 * Makes the renditions of a picture that are not there whole, so that a stopped job goes on where it was. Pages that
 * show the picture are rendered again when it is quickly whole, and again when its smallest format is there.
 */
export async function deriveMedia(house: House, { mediaId, step }: Deriving, context: JobContext): Promise<void> {
  const media = await mediaById(house.db, mediaId)
  if (media === undefined || media.kind !== 'image') return
  const isToBeMade = ({ format }: Plan) => (format === 'avif') === (step === 'small')
  const plans = await withOriginal({ house, media, context }, (path) =>
    draw({ house, media, context }, path, isToBeMade),
  )
  const goesOn = step === 'quick' && plans.some(({ format }) => format === 'avif')
  await house.write(system, async (tx) => {
    await invalidate(tx, [mediaTag(mediaId)])
    if (goesOn) await deriveLater(tx, { mediaId, step: 'small' }, house.clock.now())
  })
}

type Drawing = { house: House; media: Media; context: JobContext }

/** Returns all plans for the picture. */
async function draw(drawing: Drawing, path: string, isToBeMade: (plan: Plan) => boolean): Promise<Plan[]> {
  const { house, media } = drawing
  const traits = await asked(drawing, lookingAt, { path })
  assertSame(media, traits)
  const plans = plannedRenditions(media.width ?? 1, media.height ?? 1, traits.hasAlpha, traits.animated)
  const focus = { x: media.focusX, y: media.focusY }
  for (const batch of inBatches(await missing(house, media, plans.filter(isToBeMade))))
    await keepAll(drawing, await asked(drawing, deriving, { path, plans: batch, focus }))
  return plans
}

/** Once more may help against a full machine, not against the picture. */
const maxAttempts = 3

/** What the darkroom answers. A picture that it cannot process is not retried forever. */
async function asked<Input, Output>(
  { house, media, context: { attempt, signal } }: Drawing,
  work: Work<Input, Output>,
  input: Input,
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

/** Where the original lies on this machine's disk. From a bucket it is brought here for as long as it takes. */
async function withOriginal<Value>(drawing: Drawing, work: (path: string) => Promise<Value>): Promise<Value> {
  const { house, media } = drawing
  const own = await inStore(drawing, house.storage.localPath(media.storageKey))
  assertWhole(media, await inStore(drawing, house.storage.size(media.storageKey)))
  if (own !== undefined) return work(own)
  const path = await storeFrom(await house.storage.stream(media.storageKey), arrivingFolder(house.config))
  try {
    return await work(path)
  } finally {
    await dropBody({ path })
  }
}

function inStore<Value>({ media, context: { attempt } }: Drawing, reading: Promise<Value>): Promise<Value> {
  return reading.catch((cause: unknown) => {
    if (!(cause instanceof Refusal) || cause.code !== 'not-found' || attempt < maxAttempts) throw cause
    const { fileName, storageKey } = media
    throw new PermanentFailure(
      `The original of ${fileName} is gone from the store (${storageKey}): bring it back from a backup.`,
    )
  })
}

function assertWhole({ fileName, storageKey, bytes }: Media, size: number): void {
  if (size === bytes) return
  throw new PermanentFailure(
    `The original of ${fileName} (${storageKey}) has ${size} bytes in place of ${bytes}: ` +
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

/**
 * The files one after the other, then their rows in one write: on SQLite each write waits for the disk in the server's
 * own thread.
 */
async function keepAll({ house, media, context }: Drawing, drawn: readonly Rendered[]): Promise<void> {
  const kept: Parameters<typeof insertRendition>[1][] = []
  const { id: mediaId, publicId, focusX, focusY } = media
  try {
    for (const { plan, width, height, bytes } of drawn) {
      context.signal.throwIfAborted()
      const storageKey = renditionKey(publicId, plan, { x: focusX, y: focusY })
      await house.storage.put(storageKey, bytes)
      kept.push({ mediaId, name: plan.name, format: plan.format, width, height, bytes: bytes.length, storageKey })
    }
  } finally {
    // Also of a job that is stopped half-way: it goes on where it was.
    if (kept.length > 0)
      await house.write(system, async (tx) => {
        for (const rendition of kept) await insertRendition(tx, rendition)
      })
  }
}
