/** What stands in a comparison of two versions, in the words that the editor has for it. */
import type { Phrases } from '../../../src/kit/phrasebook.ts'
import type { en } from '../messages/en.ts'

type Story = Phrases<typeof en>

/** A field of the story; as the server calls it where the desk has no word for it. */
export function fieldWords(field: string, { headline, kicker, standfirst, details }: Story): string {
  const known: Record<string, unknown> = { ...details, headline, kicker, standfirst }
  return textOr(known, field, field)
}

export function blockWords(type: string, { blocks }: Story): string {
  return textOr({ ...blocks, heading: blocks.heading2 }, type, type)
}

/** A place within a block or field. Undefined for what needs no name: its own words, and what kind of block it is. */
export function partWords(part: string, { fields, blocks, otherLanguage }: Story): string | undefined {
  if (part === 'words' || part === 'level' || part === 'ordered') return undefined
  const others = {
    media: blocks.picture,
    still: blocks.picture,
    captions: fields.caption,
    introduction: fields.caption,
    person: fields.speaker,
    start: blocks.numbered,
    name: fields.fileName,
    poll: blocks.poll,
    wordpress: blocks.poll,
    language: otherLanguage.tag,
  }
  return textOr({ ...fields, ...others }, part, part)
}

/** Ids, which mean nothing to people. */
const opaque: ReadonlySet<string> = new Set(['media', 'still', 'poll', 'wordpress', 'person'])

/** Undefined for what cannot be shown: then only that it is another one is said. */
export function valueWords(part: string, value: unknown, story: Story): string | undefined {
  const { history, details, fields, blocks } = story
  if (opaque.has(part)) return undefined
  const named: Readonly<Record<string, Record<string, string>>> = {
    comments: details.commentModes,
    width: { column: fields.column, wide: fields.wide },
    tone: { note: fields.toneNote, editor: fields.toneEditor, unknown: fields.toneUnknown },
    level: { 2: blocks.heading2, 3: blocks.heading3, 4: blocks.heading4 },
    ordered: { true: blocks.numbered, false: blocks.list },
  }
  const name = named[part]?.[String(value)]
  if (name !== undefined) return name
  if (typeof value === 'boolean') return value ? history.yes : history.no
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function textOr(known: Readonly<Record<string, unknown>>, key: string, otherwise: string): string {
  const found = Object.hasOwn(known, key) ? known[key] : undefined
  return typeof found === 'string' ? found : otherwise
}
