import type { Log } from '../log.ts'
import type { Condition } from './condition.ts'
import type { TroubleKind } from './trouble.ts'

/** The same trouble that comes and goes is told once in so long. */
const againMs = 60_000

/**
 * Says in the log what keeps the database from its work and what to do, once, and that it is over; not for every
 * request that meets it.
 */
export function tellTrouble(condition: Condition, log: Log): void {
  const toldAt = new Map<TroubleKind, number>()
  let isTold = false
  condition.onChange((trouble) => {
    if (trouble === undefined) {
      if (isTold) log.info({}, 'the database does its work again')
      isTold = false
      return
    }
    const now = performance.now()
    if (now - (toldAt.get(trouble.kind) ?? -Infinity) < againMs) return
    toldAt.set(trouble.kind, now)
    isTold = true
    log.error({ trouble: trouble.kind, remedy: trouble.message }, 'the database cannot do its work')
  })
}
