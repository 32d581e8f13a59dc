import { oneTimeKey, type OneTimeKey } from './encrypt.ts'

/** A thousand are 4 MB. */
const most = 1000
const atOnce = 8
const quietMs = 100

export type KeysAhead = {
  /** A key that nobody else gets. */
  take(): OneTimeKey
  readonly ready: number
  stop(): void
}

/**
 * One-time keys made in advance, a third of a message's cost, while nothing is being sent: a burst starts with them.
 * They are only in memory, and each is used once. None are made before the first message.
 */
export function openKeysAhead(): KeysAhead {
  const keys: OneTimeKey[] = []
  let timer: NodeJS.Timeout | undefined
  const fill = () => {
    for (let made = 0; made < atOnce && keys.length < most; made++) keys.push(oneTimeKey())
    timer = keys.length < most ? setTimeout(fill, 1).unref() : undefined
  }
  return {
    take() {
      // Let the thread do other work now.
      clearTimeout(timer)
      timer = setTimeout(fill, quietMs).unref()
      return keys.pop() ?? oneTimeKey()
    },
    get ready() {
      return keys.length
    },
    stop() {
      clearTimeout(timer)
      keys.length = 0
    },
  }
}
