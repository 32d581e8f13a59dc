/** Brings files in, with progress, a few at a time; each can be stopped. */
import { Offline, problemOf, type Reply } from '../api/client.ts'

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
    signal?.throwIfAborted()
    return await send(file, progress, signal)
  } finally {
    running--
    waiting.shift()?.()
  }
}

/** By XMLHttpRequest: fetch does not tell how much of a body has gone. */
function send(file: File, progress: Progress, signal: AbortSignal | undefined): Promise<Uploaded> {
  const { promise, resolve, reject } = Promise.withResolvers<Uploaded>()
  const request = new XMLHttpRequest()
  request.open('POST', `/api/v1/media?${new URLSearchParams({ name: file.name })}`)
  request.setRequestHeader('Content-Type', 'application/octet-stream')
  request.setRequestHeader('Accept', 'application/json')
  request.upload.addEventListener('progress', ({ loaded, total }) => progress(total === 0 ? 1 : loaded / total))
  request.addEventListener('error', () => reject(new Offline('The server cannot be reached.')))
  request.addEventListener('abort', () => reject(new DOMException('The upload was stopped.', 'AbortError')))
  request.addEventListener('load', () => {
    const answer = new Response(request.responseText, { status: request.status })
    // Safe: the server parsed its reply by this very schema.
    if (answer.ok) resolve(JSON.parse(request.responseText) as Uploaded)
    else void problemOf(answer).then(reject)
  })
  signal?.addEventListener('abort', () => request.abort())
  request.send(file)
  return promise
}
