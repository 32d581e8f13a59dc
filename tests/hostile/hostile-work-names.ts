import type { Work } from '../../src/kit/darkroom/darkroom.ts'

export const pid: Work<undefined, number> = { name: 'pid' }
export const environment: Work<undefined, string[]> = { name: 'environment' }
export const eat: Work<number, number> = { name: 'eat' }
export const spin: Work<undefined, never> = { name: 'spin' }
export const hold: Work<undefined, never> = { name: 'hold' }
export const abort: Work<undefined, never> = { name: 'abort' }
