import { html, type Markup } from '../kit/markup.ts'
import { picture as pictureMarkup } from '../media/picture.ts'
import type { PollOption } from './poll.ts'

const sizes = '(min-width: 48rem) 96px, 72px'
/**
 * Square and small beside the words of an option; nothing where it has none. The stylesheet fixes its size before it
 * has come.
 */
export function optionPicture({ picture }: PollOption): Markup | false {
  return (
    picture?.view !== undefined &&
    html`<span class="option-picture">${pictureMarkup({ ...picture.view, alt: picture.alt }, { sizes })}</span>`
  )
}
