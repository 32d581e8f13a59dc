/** Cards that are drawn in the darkroom: see share-picture.ts and poll-picture.ts, which no other process loads. */
import type { CardFont } from '../../kit/assets.ts'
import type { Work } from '../../kit/darkroom/darkroom.ts'
import { Refusal } from '../../kit/errors.ts'
import type { House } from '../../kit/house.ts'
import type { PollCard } from '../../polls/card.ts'
import type { Icon } from '../../share/icon-picture.ts'
import type { ShareCard } from '../../share/share-card.ts'

type Drawing<Card> = Work<{ card: Card; fonts: readonly CardFont[] }, Buffer>

export const drawingStory: Drawing<ShareCard> = { name: 'site.story-card' }
export const drawingPoll: Drawing<PollCard> = { name: 'site.poll-card' }
export const drawingIcon: Drawing<Icon> = { name: 'site.icon' }

/** @throws Refusal 'unavailable' when the darkroom gave it up. */
export async function drawCard<Card>(house: House, work: Drawing<Card>, card: Card): Promise<Buffer> {
  const drawn = await house.darkroom.ask(work, { card, fonts: house.assets.cardFonts })
  if (drawn.outcome === 'stopped') throw new Refusal('unavailable', `This card ${drawn.reason}.`)
  return drawn.value
}
