import type { House } from './house.ts'

type Door = House['write']
const belongings = new WeakMap<Door, Map<unknown, unknown>>()

/**
 * What a room keeps in memory while a house is open (what waits, what was said when): one for each house, made when it
 * is first asked for, gone with it. Two houses of one process, a paper and its preview, share nothing.
 *
 * A house is known by its door for writing, which deeds get with whatever part of the house they ask for.
 */
export function perHouse<Value>(make: () => Value): (house: Pick<House, 'write'>) => Value {
  return ({ write }) => {
    let kept = belongings.get(write)
    if (kept === undefined) belongings.set(write, (kept = new Map()))
    if (!kept.has(make)) kept.set(make, make())
    return kept.get(make) as Value
  }
}
