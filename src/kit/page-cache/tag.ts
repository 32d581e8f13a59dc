declare const brand: unique symbol

/**
 * What a cached page was made of, such as `article:12`. Each room defines its tags in `tags.ts`; a page carries the
 * tags of everything that it shows, and a deed names the tags of what it changes.
 */
export type Tag = string & { readonly [brand]: true }

/** Printable ASCII without space or comma, so that it can stand in a row and in a header of tags. */
const format = /^[!-+\--~]{1,100}$/u

/** Of something that there is once, such as the front page. */
export function defineTag(name: string): Tag {
  if (!format.test(name)) throw new Error(`"${name}" is no name for a tag`)
  return name as Tag
}

/** Of each thing of a kind, by its id: `article:12`. */
export function defineTags(kind: string): (id: number) => Tag {
  const start = `${defineTag(kind)}:`
  return (id) => `${start}${id}` as Tag
}

/** What every page is made of. */
export const settingsTag = defineTag('settings')
