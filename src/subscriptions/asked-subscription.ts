import type { House } from '../kit/house.ts'
import type { Locale } from '../kit/times.ts'
import { editionFor, type Edition } from '../layout/editions.ts'
import { localeOf } from '../layout/publication.ts'
import { askedFromText } from './asked.ts'
import { saidOf } from './said.ts'
import { askedOf } from './state-store.ts'
import { namesOfChosen, subscriberByPublicId } from './store.ts'
import { preferencesPath } from './token.ts'

/** `said`: what will come, in words; `preferences`: where it is changed, once it comes. */
type AskedSubscription = { edition: Edition; locale: Locale; said: string[]; preferences: string | undefined }

/** What a link to confirm an address is for. */
export async function askedSubscription(house: House, publicId: string): Promise<AskedSubscription> {
  const subscriber = await subscriberByPublicId(house.db, publicId)
  const asked = subscriber && askedFromText(await askedOf(house.db, subscriber.id))
  const language = asked?.language ?? subscriber?.language ?? house.settings.current().identity.language
  const edition = editionFor(house, language)
  const locale = localeOf(house, edition)
  const said = asked === undefined ? [] : saidOf({ ...asked, ...(await namesOfChosen(house.db, asked)) }, locale)
  const preferences = subscriber?.state === 'active' ? preferencesPath(house, publicId) : undefined
  return { edition, locale, said, preferences }
}
