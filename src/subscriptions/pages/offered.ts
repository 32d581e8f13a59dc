/** What the pages of this room offer to choose from. */
import type { House } from '../../kit/house.ts'
import { baseOf } from '../../kit/languages.ts'
import { editionFor, editionsOf, type Edition } from '../../layout/editions.ts'
import { speaks } from '../../layout/words.ts'
import { allTopics } from '../../topics/store.ts'
import { menuTag } from '../../topics/tags.ts'
import { maxTopics } from '../subscriber.ts'
import type { DigestWords, TopicChoice } from '../views/fields.ts'

/** The top of the topic tree, plus the topics in `also`. */
export async function offeredTopics(house: House, also: readonly number[] = []): Promise<TopicChoice[]> {
  const { language } = house.settings.current().identity
  const all = await house.pages.remember('topics to follow', async () => ({
    value: (await allTopics(house.db, language)).map(({ id, name, depth }) => ({ id, name, depth })),
    tags: [menuTag],
  }))
  return all.filter(({ id }, index) => index < maxTopics - also.length || also.includes(id))
}

export function digestWords({ settings }: House): DigestWords {
  return settings.current().digests
}

const spoken = ['en', 'de', 'fr', 'es', 'ar']

/** Languages that alerts can be in: the site's, and those the product has text for. */
export function offeredLanguages(house: House, own: string): string[] {
  const site = editionsOf(house).map(({ language }) => language)
  const others = spoken.filter((language) => !site.some((one) => baseOf(one) === language))
  const all = [...site, ...others]
  return all.includes(own) ? all : [own, ...all]
}

/** The paper as a subscriber sees it: in their language, with links to the closest edition. */
export function editionOfReader(house: House, language: string): Edition {
  const edition = editionFor(house, language)
  return speaks(language) ? { ...edition, language } : edition
}

/** All zones, and the subscriber's own, which may have another name. */
export function offeredTimeZones(own: string): string[] {
  const all = ['UTC', ...Intl.supportedValuesOf('timeZone')]
  return all.includes(own) || own === '' ? all : [own, ...all]
}
