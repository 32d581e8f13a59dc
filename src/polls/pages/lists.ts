import { frontTag } from '../../articles/tags.ts'
import type { House } from '../../kit/house.ts'
import type { Answer, PageRequest } from '../../kit/http/answers.ts'
import { html } from '../../kit/markup.ts'
import { renderMissingPage } from '../../layout/missing-page.ts'
import { oembedLinks } from '../../layout/oembed-links.ts'
import { absolute, publicationOf } from '../../layout/publication.ts'
import { renderSimplePage } from '../../layout/render-simple-page.ts'
import { onwardLink } from '../../layout/views/elements.ts'
import { renderPage } from '../../layout/views/page.ts'
import { pollCardImage } from '../card.ts'
import { knownPoll } from '../known-poll.ts'
import { nextOpening, publicPolls } from '../list-store.ts'
import { pollEmbed, pollListPage } from '../list-views.ts'
import { pollPhrases } from '../phrases.ts'
import { nextTurn } from '../poll.ts'
import { tallyNow } from '../read-poll.ts'
import { summaryOf } from '../summary.ts'
import { pollsTag, pollTag, termsTag, pollTags } from '../tags.ts'
import { pollPanel } from '../views.ts'

const perPage = 30
const listHref = '/-/polls'

/**
 * `GET /polls/:id?choice=5`: the poll by itself, the same for everybody. A link from an e-mail may have an answer
 * ticked; nothing is voted by following it.
 */
export async function showPoll(house: House, request: PageRequest): Promise<Answer> {
  const terms = await knownPoll(house, request)
  const now = house.clock.now()
  const chosen = request.query
    .getAll('choice')
    .filter((choice) => terms.options.some(({ id }) => String(id) === choice))
    .slice(0, terms.maxChoices)
  const { edition, locale, phrases, back } = terms.home
  const tags = [...pollTags(terms), termsTag(terms.id), ...terms.home.tags]
  if (chosen.length < request.query.getAll('choice').length)
    return { kind: 'redirect', status: 302, location: `/polls/${terms.publicId}`, tags }
  const poll = { ...terms, tally: await tallyNow(house, terms.id) }
  const toStory = back !== undefined && onwardLink(back.href, phrases.backToStory(back.headline))
  const onward = html`${toStory}${onwardLink(listHref, phrases.allPolls)}`
  const main = html`${pollPanel({ poll, now, locale, chosen, alone: true })}${onward}`
  const url = absolute(house, `/polls/${poll.publicId}`)
  const shared = {
    description: summaryOf(poll, now, locale).note,
    canonical: url,
    openGraph: { type: 'website', image: pollCardImage(house, poll) },
    otherForms: oembedLinks(url, poll.question),
  } as const
  return renderSimplePage(house, {
    status: 200,
    title: poll.question,
    edition,
    main,
    tags,
    until: nextTurn(poll, now),
    shared,
  })
}

/** `GET /-/polls?page=2`, and `/polls` where no old page has that name. */
export async function showPolls(house: House, request: PageRequest): Promise<Answer> {
  const asked = request.query.get('page') ?? '1'
  const number = /^[1-9]\d{0,4}$/u.test(asked) ? Number(asked) : 0
  const now = house.clock.now()
  const polls =
    number === 0 ? [] : await publicPolls(house.db, { now, limit: perPage + 1, offset: (number - 1) * perPage })
  if (number !== 1 && polls.length === 0) return renderMissingPage(house, 404)
  const publication = await publicationOf(house)
  const address = (page: number) => (page === 1 ? listHref : `${listHref}?page=${page}`)
  const shown = polls.slice(0, perPage)
  const main = pollListPage({
    polls: shown,
    now,
    locale: publication.locale,
    newer: number > 1 ? address(number - 1) : undefined,
    older: polls.length > perPage ? address(number + 1) : undefined,
  })
  const page = {
    title: pollPhrases(publication.locale.language).list,
    description: '',
    canonical: absolute(house, address(number)),
    language: publication.locale.language,
    kind: 'list',
  } as const
  const turns = [await nextOpening(house.db, now), ...shown.map((poll) => nextTurn(poll, now))].filter(
    (turn) => turn !== undefined,
  )
  return {
    kind: 'html',
    status: 200,
    html: renderPage(publication, page, main),
    tags: [frontTag, pollsTag, ...shown.map(({ id }) => pollTag(id))],
    until: turns.sort((a, b) => a - b)[0],
  }
}

/** `GET /polls/:id/embed`: may stand in a frame anywhere. */
export async function showPollFrame(house: House, request: PageRequest): Promise<Answer> {
  const terms = await knownPoll(house, request)
  const now = house.clock.now()
  const poll = { ...terms, tally: await tallyNow(house, terms.id) }
  const { locale, tags } = terms.home
  const html = pollEmbed({
    poll,
    now,
    locale,
    paper: house.settings.current().identity.name,
    url: absolute(house, `/polls/${poll.publicId}`),
    css: house.assets.css,
  })
  return {
    kind: 'html',
    status: 200,
    html,
    framable: true,
    noindex: true,
    tags: [...pollTags(poll), termsTag(poll.id), ...tags],
    until: nextTurn(poll, now),
  }
}
