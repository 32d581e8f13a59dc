import { z } from 'zod'
import type { Tx } from '../kit/db/schema.ts'
import { defineJob, nothing, wakeAll, type Job } from '../kit/queue/job.ts'
import { channels, type Channel } from '../subscriptions/tables.ts'
import type { Chunk } from './delivery.ts'
import type { SendingKind } from './tables.ts'

const chunkSchema = z.strictObject({ sendingId: z.int(), channel: z.enum(channels), from: z.int() })
export type ChunkPayload = z.output<typeof chunkSchema>

/** One job per channel, so that neither waits for the other. Two at a time: one drains while the other begins. */
export const handOverJobs: Record<Channel, Job<ChunkPayload>> = {
  email: defineJob('deliveries.mail', chunkSchema, { concurrency: 2 }),
  push: defineJob('deliveries.push', chunkSchema, { concurrency: 2 }),
}

export const lookAfterJob = defineJob('deliveries.look-after', nothing, { concurrency: 1, priority: 5 })
export const collectJob = defineJob('deliveries.bounces', nothing, { concurrency: 1 })
export const cancelJob = defineJob('deliveries.cancel', z.strictObject({ sendingId: z.int() }), { priority: 5 })

/** News before digests; mails that somebody is waiting for at their screen come before both. */
function priorityOf(kind: SendingKind): number {
  return kind === 'digest' ? 0 : 8
}

/** However often our own errors make it fail, planned messages are not lost (look-after.ts). */
const maxFailures = 30

/** Makes sure that each chunk has a job and that it is due. */
export async function wakeChunks(tx: Tx, kind: SendingKind, chunks: readonly Chunk[], at: number): Promise<void> {
  for (const channel of channels) {
    const wanted = chunks
      .filter((chunk) => chunk.channel === channel)
      .map(({ sendingId, from }) => ({
        payload: { sendingId, channel, from },
        uniqueKey: `${sendingId}:${from}`,
      }))
    await wakeAll(tx, handOverJobs[channel], wanted, { at, priority: priorityOf(kind), maxAttempts: maxFailures })
  }
}
