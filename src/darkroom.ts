/** What the darkroom's process can do (kit/darkroom): the only place in the product that loads a picture library. */
import { doing, serveWorks } from './kit/darkroom/serve-works.ts'
import { deriving, lookingAt, takingIn } from './media/works.ts'
import { drawingIcon, drawingPoll, drawingStory } from './site/share/card-works.ts'

serveWorks([
  doing(takingIn, async () => (await import('./media/develop.ts')).develop),
  doing(lookingAt, async () => (await import('./media/develop.ts')).traitsOf),
  doing(deriving, async () => (await import('./media/develop.ts')).deriveAll),
  doing(drawingStory, async () => {
    const { drawSharePicture } = await import('./share/share-picture.ts')
    return ({ card, fonts }) => drawSharePicture(card, fonts)
  }),
  doing(drawingPoll, async () => {
    const { drawPollPicture } = await import('./polls/card-picture.ts')
    return ({ card, fonts }) => drawPollPicture(card, fonts)
  }),
  doing(drawingIcon, async () => {
    const { drawIcon } = await import('./share/icon-picture.ts')
    return ({ card, fonts }) => drawIcon(card, fonts)
  }),
])
