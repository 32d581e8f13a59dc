import type { Plan } from './renditions.ts'

/** One file made of a picture. */
export type Rendered = { plan: Plan; bytes: Buffer; width: number; height: number }

/** What decides the formats of a sound picture's renditions, and its size, upright. */
export type Traits = { width: number; height: number; hasAlpha: boolean; animated: boolean }
