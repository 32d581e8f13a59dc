/** What rooms ask of the darkroom about pictures; what answers is in develop.ts, which no other process loads. */
import type { Work } from '../kit/darkroom/darkroom.ts'
import type { Inspected } from './inspect.ts'
import type { Focus, Plan } from './renditions.ts'
import type { Traits } from './traits.ts'
import type { Rendered } from './traits.ts'

/** `path`: of the file on this machine's disk, of `size` bytes, of which the server holds none in memory. */
export type TakingIn = { path: string; size: number; fileName: string; focus: Focus }

/** Looks at what a file is and, of a picture, makes the rendition that a page can show at once. */
export const takingIn: Work<TakingIn, { inspected: Inspected; first?: Rendered }> = { name: 'media.take-in' }

export const lookingAt: Work<{ path: string }, Traits> = { name: 'media.look-at' }

export const deriving: Work<{ path: string; plans: readonly Plan[]; focus: Focus }, Rendered[]> = {
  name: 'media.derive',
}
