/**
 * Which push services refuse everything from us, as far as this process knows: our key, clock or request is at fault. A
 * single refusal does not mean that: a browser that subscribed with a key other than it claims is refused on its own,
 * and somebody who creates many such subscriptions must not stop the service for everybody else.
 */
import type { House } from '../kit/house.ts'
import { perHouse } from '../kit/per-house.ts'
import { minute } from './delivery.ts'

type Known = { refusals: number; fault: string; takenAt: number | undefined }

const enoughRefusals = 20
/** A service that accepted something this recently knows us. */
const trustMs = 5 * minute
/** Subscribers choose the service, so there may be very many. */
const maxKnown = 1_000

const services = perHouse(() => new Map<string, Known>())

export function noteTaken(house: House, origin: string): void {
  put(house, origin, { refusals: 0, fault: '', takenAt: house.clock.now() })
}

/** Whether to stop sending there for now. */
export function noteRefusal(house: House, origin: string, fault: string): boolean {
  const before = services(house).get(origin)
  const known = { refusals: (before?.refusals ?? 0) + 1, fault, takenAt: before?.takenAt }
  put(house, origin, known)
  return isRefusing(known, house.clock.now())
}

/** By origin, with what they say. */
export function refusingServices(house: House): ReadonlyMap<string, string> {
  const now = house.clock.now()
  const found = [...services(house)].filter(([, known]) => isRefusing(known, now))
  return new Map(found.map(([origin, { fault }]) => [origin, fault]))
}

function isRefusing({ refusals, takenAt }: Known, now: number): boolean {
  return refusals >= enoughRefusals && (takenAt === undefined || Math.abs(now - takenAt) > trustMs)
}

function put(house: House, origin: string, known: Known): void {
  const all = services(house)
  all.delete(origin)
  all.set(origin, known)
  const [oldest] = all.keys()
  if (all.size > maxKnown && oldest !== undefined) all.delete(oldest)
}
