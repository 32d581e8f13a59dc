/** What an alert, or a correction or withdrawal of it, says in a mail and on a screen. */
import type { Composed, Composer, MailWords, PushWords, Recipient } from '../deliveries/composer.ts'
import { getOrCreate } from '../kit/get-or-create.ts'
import type { House } from '../kit/house.ts'
import { direction } from '../kit/languages.ts'
import { html, type Markup } from '../kit/markup.ts'
import { formatTime } from '../kit/times.ts'
import { declarativeMessage } from '../kit/web-push/message.ts'
import { speaks } from '../layout/words.ts'
import { contentSchema, type AlertContent } from './content.ts'
import { mailFooter, mailFooterText } from './mail/footer.ts'
import { tokenOf, withTokens } from './mail/for-each.ts'
import { mailButton, mailHeading, mailNotice, mailPage, mailText, styled } from './mail/mail-frame.ts'
import { mailStory, type MailStory } from './mail/mail-story.ts'
import { alertPhrases } from './phrases.ts'
import { storiesOf } from './story-store.ts'

/** Mail and push message of an alert or its correction; nothing if the story is gone, unless it is withdrawn itself. */
export const composeAlert: Composer = async (house, { content: given, channel }) => {
  const content = contentSchema.parse(given)
  const isWhole = channel === 'email' && content.mailBody === 'story' && content.change === undefined
  const live = await mailStory(house, content.articleId, { isWhole })
  const story = live ?? (content.change?.kind === 'withdrawal' ? await goneStory(house, content.articleId) : undefined)
  if (story === undefined) return undefined
  return channel === 'email' ? mailsOf(house, content, story) : pushesOf(house, content, story)
}

/** What a withdrawal needs of a story that nobody sees any more: nothing of what it said. */
async function goneStory({ db, config }: House, articleId: number): Promise<MailStory | undefined> {
  const story = (await storiesOf(db, [articleId])).get(articleId)
  if (story === undefined) return undefined
  const nothing = { headline: '', standfirst: '', publishedAt: 0, authors: [], corrections: [] }
  const url = `${config.origin}${story.path ?? '/'}`
  return { ...nothing, language: story.language, url, body: { html: '', text: '', isWhole: false } }
}

const hours = 3_600
/** How long a message waits for a device that is off: after that it is no longer news. */
const lifetimes = { breaking: 12 * hours, important: 6 * hours, digest: hours } as const

async function pushesOf(house: House, content: AlertContent, story: MailStory): Promise<Composed> {
  const thread = (await storiesOf(house.db, [content.threadId])).get(content.threadId)
  const topic = `t-${thread?.publicId ?? content.publicId}`
  const { title, body } = shownWords(content, languageOf(house, story.language))
  const message = declarativeMessage({
    title,
    body,
    navigate: alertUrl(house, content.publicId),
    tag: topic,
    lang: story.language,
    dir: direction(story.language),
    timestamp: content.change?.madeAt ?? content.sentAt,
    renotify: true,
    data: { page: story.url },
  })
  const isUrgent = content.level === 'breaking' || content.change !== undefined
  const ttl = content.change === undefined ? lifetimes[content.level] : 24 * hours
  const words: PushWords = { message, topic, urgency: isUrgent ? 'high' : 'normal', ttl }
  return { push: () => words }
}

/** What a screen shows: the text, or that it was wrong. */
export function shownWords(
  { title, text, change }: Pick<AlertContent, 'title' | 'text' | 'change'>,
  language: string,
): { title: string; body: string } {
  if (change === undefined) return { title, body: text }
  const words = alertPhrases(language)
  const said = words.changed({
    kind: words.change[change.kind],
    title: change.kind === 'withdrawal' ? (change.was.at(-1) ?? title) : title,
  })
  return { title: said, body: change.words }
}

/** The same for everybody, so it reveals nothing about who follows it. */
export function alertUrl({ config }: Pick<House, 'config'>, publicId: string): string {
  return `${config.origin}/-/a/${publicId}`
}

export function languageOf({ settings }: Pick<House, 'settings'>, language: string): string {
  return speaks(language) ? language : settings.current().identity.language
}

/** Languages times zones: mails differ in nothing else around the story. */
const maxKinds = 2_000

/**
 * The mail of an alert for one of the staff: it says that it is a test, and leads straight to the story, since the
 * alert's own address leads nowhere before it has gone out.
 */
export function composeTest(house: House, content: AlertContent, story: MailStory): Mails {
  return mailsOf(house, content, story, { isTest: true })
}

type Mails = { mail(recipient: Recipient): MailWords }

function mailsOf(house: House, content: AlertContent, story: MailStory, { isTest = false } = {}): Mails {
  const kinds = new Map<string, (token: string) => MailWords>()
  return {
    mail({ publicId, language, timeZone }) {
      if (kinds.size > maxKinds) kinds.clear()
      const spoken = languageOf(house, language)
      const make = () => mailFor(house, { content, story, language: spoken, timeZone, isTest })
      return getOrCreate(kinds, `${spoken} ${timeZone}`, make)(tokenOf(house, publicId))
    },
  }
}

type Around = { content: AlertContent; story: MailStory; language: string; timeZone: string; isTest: boolean }

function mailFor(house: House, around: Around): (token: string) => MailWords {
  const { content, story, language, isTest } = around
  const { name } = house.settings.current().identity
  const words = alertPhrases(language)
  const { change } = content
  const heading = change === undefined ? content.subject : shownWords(content, language).title
  const why = change === undefined ? words.mail.why(name) : words.mail.whyCorrected
  const test = isTest ? words.mail.test : ''
  const title = mailHeading(change === undefined ? story.headline : heading)
  const page = mailPage({
    language: languageOf(house, story.language),
    title: heading,
    preheader: change?.words ?? (content.preheader || content.text),
    name,
    homeUrl: `${house.config.origin}/`,
    main: html`${isTest && mailNotice(test)}${title}${mainOf(house, around)}`,
    footer: mailFooter(house, { why, language }),
  })
  const fillHtml = withTokens(page)
  const texts = [test, heading, textOf(house, around), mailFooterText(house, { why, language })]
  const fillText = withTokens(`${texts.filter((text) => text !== '').join('\n\n')}\n`)
  return (token) => ({
    subject: isTest ? `[Test] ${heading}` : heading,
    html: fillHtml(token),
    text: fillText(token),
    topic: `alert-${content.publicId}`,
    listName: words.mail.list(name),
  })
}

function mainOf(house: House, around: Around): Markup {
  const { content, story, language, timeZone } = around
  const words = alertPhrases(language)
  const { name } = house.settings.current().identity
  const goOn = mailButton(urlOf(house, around), words.mail.continueReading(name))
  const { change } = content
  if (change !== undefined) return html`${changeTexts(change, language).map((said) => mailText(said))}${goOn}`
  const corrections = story.corrections
    .toReversed()
    .map(({ kind, words: said }) => mailText(html`<strong>${words.change[kind]}:</strong> ${said}`))
  const at = formatTime(story.publishedAt, 'full', { language, timeZone })
  const byline = mailText(html`<em>${[...story.authors, at].join(' · ')}</em>`)
  const body = styled(story.body.html, story.language)
  const needsMore = !story.body.isWhole
  const standfirst = story.standfirst !== '' && mailText(story.standfirst)
  return html`${corrections}${standfirst}${byline}${body}${needsMore && goOn}`
}

function changeTexts({ words: said, was }: NonNullable<AlertContent['change']>, language: string): string[] {
  const { wasSaid, thenSaid } = alertPhrases(language).mail
  return [said, ...was.map((title, index) => (index === 0 ? wasSaid(title) : thenSaid(title)))]
}

function urlOf(house: House, { content, story, isTest }: Around): string {
  return isTest ? story.url : alertUrl(house, content.publicId)
}

function textOf(house: House, around: Around): string {
  const { content, story, language, timeZone } = around
  const words = alertPhrases(language)
  const { name } = house.settings.current().identity
  const goOn = `${words.mail.continueReading(name)}:\n${urlOf(house, around)}`
  const { change } = content
  if (change !== undefined) return [...changeTexts(change, language), goOn].join('\n\n')
  const at = formatTime(story.publishedAt, 'full', { language, timeZone })
  const corrections = story.corrections.toReversed().map(({ kind, words: said }) => `${words.change[kind]}: ${said}`)
  const parts = [...corrections, story.standfirst, [...story.authors, at].join(' · '), story.body.text, goOn]
  return parts.filter((part) => part !== '').join('\n\n')
}
