/** What settings are made of: one line, an address, a host. Their faults go on from "it". */
import { z } from 'zod'

const maxInLine = 500
/** Control characters (ECMA-48) and what turns the direction of whatever follows: no name or label needs them. */
const unseen = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu
export const line = z
  .string()
  .trim()
  .max(maxInLine)
  .refine((text) => text.search(unseen) === -1, {
    error: 'has a control character, or one that turns the direction of text',
  })

/** Of several lines. */
export const text = z.string().refine((words) => words.replaceAll(/[\n\t]/gu, '').search(unseen) === -1, {
  error: 'has a control character, or one that turns the direction of text',
})

/** What a setting of one line takes of words that come from elsewhere. */
export function lineOf(words: string): string {
  const tidy = words.replaceAll(unseen, ' ').trim()
  return tidy.length <= maxInLine ? tidy : `${tidy.slice(0, maxInLine - 1).toWellFormed()}…`
}

/** A path here or a web address. A backslash would lead to another site: browsers read it as a slash. */
export const link = /^(\/(?![/\\])|https?:\/\/)/u

/** Whether a setting takes it. */
export function isLink(href: string): boolean {
  return link.test(href) && isSeen(href) && href.length <= maxInAddress
}

/** What no address has that is shown as it is written: blanks, control characters, what turns the direction of text. */
const isSeen = (address: string) => !/[\s\p{Cf}\p{Cs}]/u.test(address) && address.search(unseen) === -1
const maxInAddress = 2000
export const address = z
  .string()
  .max(maxInAddress)
  .refine(isSeen, { error: 'has a blank, a control character, or one that turns the direction of text' })
export const webAddress = z
  .url({ protocol: /^https?$/u })
  .max(maxInAddress)
  .refine((url) => isSeen(url) && /^https?:\/\/[^/@]+(?:\/|$)/iu.test(url.replace(/[?#].*/su, '')), {
    error: 'is not an address such as https://lantern.example/about',
  })
export const host = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/u, { error: 'is not a host name such as shop.example' })
export const page = address
  .regex(/^$|^(\/(?![/\\])|https?:\/\/)/u, {
    error: 'is not an address such as /about or https://lantern.example/about',
  })
  .default('')

export const days = (standard: number) => z.int().min(1).max(3650).default(standard)
