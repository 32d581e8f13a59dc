import { shownVersionCount } from '../articles/history.ts'
import type { Correction } from '../articles/article.ts'
import type { PublishedArticle } from '../articles/read.ts'
import type { House } from '../kit/house.ts'
import type { Markup } from '../kit/markup.ts'
import type { Place } from '../kit/times.ts'
import { withheld } from '../polls/poll.ts'
import type { StoryBody } from './story-body.ts'
import { colophon, countMark, weightMark } from './views/made.ts'
import { loadedBy, weightOf } from './weight.ts'
import { wordsOf } from './words.ts'

/** Below the demo's stories always, below a real paper's when it wants to. */
export function showsColophon(house: House): boolean {
  const { demo, colophon: isWanted } = house.settings.current()
  return demo || isWanted
}

type Made = { article: PublishedArticle; body: StoryBody; corrections: readonly Correction[]; place: Place }

/** How a page was made. What it weighs is known only when all of it is there: `weighed` puts it in. */
export async function colophonOf(
  house: House,
  { article, body, corrections, place }: Made,
): Promise<Markup | undefined> {
  if (article.kind !== 'article' || !showsColophon(house)) return undefined
  const now = house.clock.now()
  return colophon(
    {
      href: `/-/made/${article.publicId}`,
      polls: body.polls.map((poll) => ({
        publicId: poll.publicId,
        question: poll.question,
        tally:
          withheld(poll, { now, hasVoted: true }) === undefined
            ? { counted: poll.tally.counted + (poll.opening?.voters ?? 0), setAside: poll.tally.setAside }
            : undefined,
      })),
      paidLinks: body.paidLinks,
      corrections: corrections.length,
      versions: await shownVersionCount(house.db, article.id),
    },
    place,
  )
}

/**
 * The page with its own weight in it, measured with a figure of that length in its place: what differs is a few bytes
 * of many thousand.
 */
export async function weighed(house: House, html: string, { language }: Place): Promise<string> {
  if (!html.includes(weightMark)) return html
  const { made } = wordsOf(language)
  const counted = html.replace(countMark, made.thirdParties(loadedBy(html, house.config.origin).others))
  const withFigure = (bytes: number) => counted.replace(weightMark, made.kilobytes(bytes / 1024))
  const { page, stylesheet, script } = await weightOf(house, withFigure(20_000))
  return withFigure(page + stylesheet + script)
}
