import { performance } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'

/** Looked at so often; a process that used less than this part of the time, so many times on end, has nothing to do. */
const [everyMs, maxBusy, quietLooks] = [500, 0.05, 10]
/**
 * What memory has grown by since the last collection to be worth another, and how many looks lie between two at least:
 * each holds everybody up for some 60 ms.
 */
const worth = {
  none: { bytes: 16_000_000, looks: Infinity },
  some: { bytes: 16_000_000, looks: 10 },
  high: { bytes: 8_000_000, looks: 1 },
}

type Process = {
  /** A full collection, with everything given back to the system. */
  collect(): unknown
  /** How near memory is to more than the process should take: garbage is collected then though there is work. */
  pressure?(): keyof typeof worth
  everyMs?: number
  /** Of the time since the last question, the part in which the event loop had work: 0 to 1. */
  busy?(): number
  heldBytes?(): number
}

/**
 * Collects garbage when memory has grown and there is nothing to do, or too little is left. V8's own quiet collection
 * tells rest from load by how fast memory fills, which it measures when it collects: after a rush that ends at once it
 * never does (2026-11-29), and 50 MB stayed. Under load it lets its heap grow. Returns how to stop.
 */
export function collectInQuietTime({ collect, ...own }: Process): () => void {
  const { busy = busySinceLast(), heldBytes = bytesOfV8, pressure = () => 'none' } = own
  let [left, looks, quiet] = [0, worth.some.looks, 0]
  const timer = setInterval(() => {
    looks++
    quiet = busy() <= maxBusy ? quiet + 1 : 0
    const enough = worth[pressure()]
    const isDue = quiet >= quietLooks || looks >= enough.looks
    if (!isDue || heldBytes() < left + enough.bytes) return
    collect()
    left = heldBytes()
    looks = 0
  }, own.everyMs ?? everyMs).unref()
  return () => clearInterval(timer)
}

/** Where V8 was started with `--expose-gc` (bin/crier.js). */
export function fullCollection(): (() => void) | undefined {
  const { gc } = globalThis
  return gc && (() => void gc({ type: 'major', execution: 'sync', flavor: 'last-resort' }))
}

function busySinceLast(): () => number {
  let before = performance.eventLoopUtilization()
  return () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    return utilization
  }
}

/** With the bytes that buffers have outside of its heap. */
function bytesOfV8(): number {
  const { total_physical_size: heap, external_memory: outside } = getHeapStatistics()
  return heap + outside
}
