/** Brings files in, with progress, a few at a time; each can be stopped. */
import type { Reply } from '../api/client.ts'
import { sendFile } from '../api/send-file.ts'

export type Uploaded = Reply<'POST /api/v1/media'>
type Progress = (share: number) => void

/** Two at a time: more would only make each of them slower. */
const atOnce = 2
let running = 0
const waiting: (() => void)[] = []

/** `progress`: from 0 to 1. @throws Problem, Offline, or an AbortError */
export async function upload(file: File, progress: Progress, signal?: AbortSignal): Promise<Uploaded> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  running++
  try {
    return await sendFile('POST /api/v1/media', { query: { name: file.name }, file, progress, signal })
  } finally {
    running--
    waiting.shift()?.()
  }
}
