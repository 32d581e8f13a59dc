import { addressOf, Offline, problemOf, type Address, type Query, type Reply } from './client.ts'

type Sending<A extends Address> = {
  query?: Query<A>
  file: File
  /** From 0 to 1. */
  progress: (share: number) => void
  signal?: AbortSignal | undefined
}

/**
 * A file as the body of an operation, by XMLHttpRequest: fetch does not tell how much of a body has gone.
 * @throws Problem, Offline, or an AbortError
 */
export function sendFile<A extends Address>(address: A, sending: Sending<A>): Promise<Reply<A>> {
  const { query, file, progress, signal } = sending
  const { promise, resolve, reject } = Promise.withResolvers<Reply<A>>()
  if (signal?.aborted) return Promise.reject(stopped())
  const [method = 'POST', path = ''] = address.split(' ')
  const request = new XMLHttpRequest()
  request.open(method, addressOf(path, {}, query))
  request.setRequestHeader('Content-Type', 'application/octet-stream')
  request.setRequestHeader('Accept', 'application/json')
  request.upload.addEventListener('progress', ({ loaded, total }) => progress(total === 0 ? 1 : loaded / total))
  request.addEventListener('error', () => reject(new Offline('The server cannot be reached.')))
  request.addEventListener('abort', () => reject(stopped()))
  request.addEventListener('load', () => {
    const answer = new Response(request.responseText, { status: request.status })
    // Safe: the server parsed its reply by this very schema.
    if (answer.ok) resolve(JSON.parse(request.responseText) as Reply<A>)
    else void problemOf(answer).then(reject)
  })
  signal?.addEventListener('abort', () => request.abort())
  request.send(file)
  return promise
}

function stopped(): DOMException {
  return new DOMException('The upload was stopped.', 'AbortError')
}
