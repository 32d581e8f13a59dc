import { english, type Words } from './en.ts'

export const arabic: Words = english
