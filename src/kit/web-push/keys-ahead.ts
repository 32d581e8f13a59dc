import { oneTimeKey, type OneTimeKey } from './encrypt.ts'

/** A thousand are 4 MB. */
const most = 1000
const atOnce = 8
const quietMs = 100

export type KeysAhead = {
  /** One that nobody else gets. */
  take(): OneTimeKey
  readonly ready: number
  stop(): void
}

/**
 * One-time keys made ahead, a third of what a message costs, while nothing is being sent: a burst begins with them.
 * They are in memory alone, and each is handed out once. None are made before the first message.
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
      // The thread has other work now.
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
