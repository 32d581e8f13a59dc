import type { CardFont } from '../kit/assets.ts'
import { cardOfLayers, doubleRule, ink, measure, nameAlone, nameplate } from './card-layout.ts'
import type { ShareCard } from './share-card.ts'
import { display, drawable, drawFitting, drawWords, loadFonts, nothing, sans } from './text-outlines.ts'

/** Largest that fits, as a newspaper sets it. */
const headlineSizes = [120, 104, 90, 78, 68, 58, 50, 44]
const headlineHeight = 340

/**
 * Draws the card as a PNG: the paper's name over its double rule, the kicker, the headline as large as it fits. Words
 * that no face has letters for are left out: a card with boxes on it would be worse than the paper's name alone.
 */
export async function drawSharePicture(card: ShareCard, fonts: readonly CardFont[]): Promise<Buffer> {
  await loadFonts(fonts)
  const publication = await drawable(card.publication, fonts)
  const kicker = await drawable(card.kicker, fonts)
  const headline = await drawable(card.headline, fonts)
  if (headline === '') return nameAlone(card, publication)
  return cardOfLayers(card, [
    ...doubleRule(122),
    await nameplate(publication, { size: 46, top: 54 }),
    {
      ...(kicker === ''
        ? nothing
        : await drawWords(kicker.toLocaleUpperCase(), {
            face: sans,
            size: 29,
            colour: card.accent,
            width: measure,
            spacing: 1_400,
          })),
      top: 168,
    },
    {
      ...(await drawFitting(
        headline,
        { face: display, colour: ink },
        { width: measure, height: headlineHeight, sizes: headlineSizes },
      )),
      top: kicker === '' ? 176 : 218,
    },
  ])
}
