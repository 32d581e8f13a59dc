import type { House } from '../kit/house.ts'
import { baseOf } from '../kit/languages.ts'

/**
 * The site in one of its languages: the main one at the root, a further one below a prefix of its own, such as `/ar`.
 */
export type Edition = { language: string; prefix: string }

/** All of them, the main one first. */
export function editionsOf(house: House): [Edition, ...Edition[]] {
  const { identity, languages } = house.settings.current()
  const further = languages.filter((language) => baseOf(language) !== baseOf(identity.language))
  return [
    { language: identity.language, prefix: '' },
    ...further.map((language) => ({ language, prefix: `/${language}` })),
  ]
}

/** In which a story of this language has its page around it: its own where the site has it, else the main one. */
export function editionFor(house: House, language: string): Edition {
  const [main, ...further] = editionsOf(house)
  return further.find((edition) => baseOf(edition.language) === baseOf(language)) ?? main
}

/** The further one that an address names; undefined when the site has no such language. */
export function furtherEdition(house: House, name: string | undefined): Edition | undefined {
  return editionsOf(house).find(({ prefix }) => prefix !== '' && prefix === `/${name}`)
}

/** The language in which an address is answered: the edition's below its prefix, else the main one. */
export function editionAt(house: House, path: string): Edition {
  return furtherEdition(house, path.split('/', 2)[1]) ?? editionsOf(house)[0]
}

/** For `hreflang`; nothing on a site of one language. */
export function frontPages(house: House): { language: string; href: string }[] {
  const editions = editionsOf(house)
  return editions.length === 1
    ? []
    : editions.map(({ language, prefix }) => ({ language, href: `${house.config.origin}${prefix}/` }))
}
