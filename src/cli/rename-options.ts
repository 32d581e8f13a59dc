import type { Command } from 'commander'
import { editDistance } from '../kit/edit-distance.ts'
import { Refusal } from '../kit/errors.ts'
import { slugify } from '../kit/ids.ts'
import { normalForm } from '../kit/normal-form.ts'
import { quoted, visibleLines } from '../kit/visible.ts'

/** `The Quay` or `/topics/the-quay`: how commands name what has an address. */
export function slugIn(text: string, folder: '/people/' | '/topics/'): string {
  return text.startsWith(folder) ? text.slice(folder.length) : text
}

/** As many as the longest line of the settings has. */
const maxNameCharacters = 500

export type RenameOptions = { address?: string; demo?: boolean }

/** `rename`, which is the same for whatever has a name and an address. */
export function renameCommand(
  parent: Command,
  { whom, argument, help }: { whom: string; argument: string; help: string },
): Command {
  return parent
    .command('rename')
    .description(`give ${whom} another name and address; the old address redirects to the new one`)
    .argument(argument, help)
    .argument('<name>', 'the new name')
    .option('--address <slug>', 'the last part of the new address, if it should not be made from the name')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
}

/**
 * The new name and the address that goes with it. @throws Refusal for a name without a letter, an address that is none
 */
export function renaming(name: string, address: string | undefined): { name: string; slug: string } {
  // Of what comes apart NFC makes a fourth at most: what is longer is too long, and not worth the work.
  const tidy = name.length > 4 * maxNameCharacters ? name : normalForm(name, 'NFC').replaceAll(/\s+/gu, ' ').trim()
  if (tidy === '') throw new Refusal('invalid', 'The new name is empty.')
  if (tidy.length > maxNameCharacters)
    throw new Refusal('invalid', `The new name has ${tidy.length} characters; the limit is ${maxNameCharacters}.`)
  if (visibleLines(tidy) !== tidy)
    throw new Refusal(
      'invalid',
      `${quoted(tidy)} has control characters, or characters that change the direction of text.`,
    )
  if (address !== undefined && address.length > maxNameCharacters)
    throw new Refusal('invalid', `The address has ${address.length} characters; the limit is ${maxNameCharacters}.`)
  const slug = slugify(address ?? tidy)
  if (!/[\p{L}\p{N}]/u.test(address ?? tidy))
    throw new Refusal('invalid', `"${address ?? name}" has no letter or digit to make an address from.`)
  if (address !== undefined && slug !== address)
    throw new Refusal(
      'invalid',
      `"${address}" cannot end an address: use lower-case letters, digits and hyphens, such as ${slug}.`,
    )
  return { name: tidy, slug }
}

/** " Did you mean quay?" when something is near enough, else nothing. */
export function suggestion(asked: string, known: readonly string[]): string {
  if (asked.length > maxNameCharacters) return ''
  const slug = slugify(asked)
  const near = known.map((name) => ({
    name,
    away: name.startsWith(`${slug}-`) || name.endsWith(`-${slug}`) ? 1 : editDistance(slug, name),
  }))
  const [best] = near
    .filter(({ away, name }) => away <= Math.max(1, Math.floor(Math.min(slug.length, name.length) / 3)))
    .sort((a, b) => a.away - b.away)
  return best === undefined ? '' : ` Did you mean "${best.name}"?`
}
