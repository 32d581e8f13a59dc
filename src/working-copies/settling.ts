/** Follow-up work for stored updates: lost words are put back, and lists learn headline and length. */
import { system } from '../kit/db/schema.ts'
import { Unavailable } from '../kit/db/trouble.ts'
import type { House } from '../kit/house.ts'
import { announceCopy } from './copies-changed.ts'
import { appendUpdates, insertRescue, setSettled } from './copy-store.ts'
import type { LoadedCopy } from './load.ts'
import { summaryOf } from './open-copy.ts'
import { readContent } from './read.ts'
import { putBack, type Rescue } from './rescue.ts'

export type Settling = {
  /** Words that an update lost. */
  lost(rescues: readonly Rescue[]): void
  /** Puts each back once, whichever server is first: it is a row. What cannot be done now is done next time. */
  putBack(): Promise<void>
  /** Records, within two seconds, up to which update all that is done. */
  later(): void
  now(): Promise<void>
}

type Options = {
  articleId: number
  /** The live copy, which need not be told of its own changes. */
  self: object
  loaded: LoadedCopy
  /** The newest update in the document. */
  seq: () => number
  /** Applies to the document what has been written. */
  readOn: () => Promise<void>
}

const settleMs = 2_000

export function openSettling(house: House, { articleId, self, loaded, seq, readOn }: Options): Settling {
  const { doc, generation } = loaded
  const rescues = [...loaded.rescues]
  let { settledSeq } = loaded
  let settling: NodeJS.Timeout | undefined

  async function putBackOne(rescue: Rescue): Promise<void> {
    const updates = [{ bytes: putBack(doc, rescue), actor: `${system.kind}:${system.id}` }]
    const number = await house.write(system, async (tx) => {
      const at = house.clock.now()
      if (!(await insertRescue(tx, articleId, rescue, at))) return undefined
      await announceCopy(tx, articleId, self)
      const maxBytes = Number.MAX_SAFE_INTEGER
      return appendUpdates(tx, { articleId, generation, kind: 'put-back', updates, at, maxBytes })
    })
    if (number !== undefined) await readOn()
  }

  async function now(): Promise<void> {
    clearTimeout(settling)
    settling = undefined
    if (seq() <= settledSeq || rescues.length > 0) return
    const settled = { articleId, generation, seq: seq(), ...summaryOf(readContent(doc).content) }
    try {
      await house.write(system, (tx) => setSettled(tx, settled))
      settledSeq = Math.max(settledSeq, settled.seq)
    } catch (error) {
      tell(error, 'a working copy was not summed up')
    }
  }

  /** Trouble of the database itself is already in the log. */
  function tell(error: unknown, words: string): void {
    if (!(error instanceof Unavailable)) house.log.error({ error, articleId }, words)
  }

  return {
    lost: (those) => void rescues.push(...those),
    async putBack() {
      try {
        for (let rescue = rescues[0]; rescue !== undefined; rescue = rescues[0]) {
          await putBackOne(rescue)
          rescues.shift()
        }
      } catch (error) {
        tell(error, 'lost words could not be put back')
      }
    },
    later() {
      if (seq() > settledSeq) settling ??= setTimeout(() => void now(), settleMs).unref()
    },
    now,
  }
}
