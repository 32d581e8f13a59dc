/** What a decoder might do at its worst, for a darkroom: the entry of such a process. */
import { doing, serveWorks } from '../../src/kit/darkroom/serve-works.ts'
import { abort, eat, environment, hold, pid, spin } from './hostile-work-names.ts'

serveWorks([
  doing(pid, async () => async () => process.pid),
  doing(environment, async () => async () => Object.keys(process.env)),
  doing(eat, async () => async (megabytes) => {
    const eaten = Array.from({ length: megabytes }, () => Buffer.alloc(1_000_000, 1))
    return eaten.length
  }),
  doing(spin, async () => async () => {
    for (;;);
  }),
  doing(hold, async () => () => new Promise(() => {})),
  doing(abort, async () => async () => process.abort()),
])
