import { afterAll, expect, vi } from 'vitest'

/** The files of a worker share its process: what one of them puts in the place of something goes with it. */
const before = state()

afterAll(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  expect(state()).toEqual(before)
})

/** What a file could change for those after it. */
function state() {
  // The runner's own, and libvips's.
  const { VITEST_WORKER_ID: _worker, VIPSHOME: _vips, ...env } = process.env
  return { env, folder: process.cwd(), umask: process.umask(), exitCode: process.exitCode }
}
