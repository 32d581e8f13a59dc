/** The mail of a digest: what was missed first, then what is new, each with its way into the paper. */
import type { Composed, Composer, MailWords } from '../../deliveries/composer.ts'
import { getOrCreate } from '../../kit/get-or-create.ts'
import type { House } from '../../kit/house.ts'
import { direction } from '../../kit/languages.ts'
import { html, type Markup } from '../../kit/markup.ts'
import { formatTime } from '../../kit/times.ts'
import { languageOf } from '../compose.ts'
import { mailFooter, mailFooterText } from '../mail/footer.ts'
import { tokenOf, withTokens } from '../mail/for-each.ts'
import { mailHeading, mailLink, mailPage, mailText } from '../mail/mail-frame.ts'
import { alertPhrases } from '../phrases.ts'
import { digestContent, digestDetail, type DigestContent, type DigestDetail } from './digest.ts'
import { toldIn, type Told, type ToldAlert, type ToldStory } from './told.ts'

export const composeDigest: Composer = async (house, { content: given, channel }): Promise<Composed | undefined> => {
  if (channel !== 'email') return undefined
  const content = digestContent.parse(given)
  const told = await toldIn(house, content)
  const mails = new Map<string, ((token: string) => MailWords) | undefined>()
  return {
    mail({ publicId, language, timeZone, detail }) {
      const spoken = languageOf(house, language)
      const key = `${spoken} ${timeZone} ${JSON.stringify(detail)}`
      if (mails.size > maxMails) mails.clear()
      const about = { content, told, detail: digestDetail.parse(detail), language: spoken, timeZone }
      return getOrCreate(mails, key, () => digestMail(house, about))?.(tokenOf(house, publicId))
    },
  }
}

/** Readers of the same topics get the same mail; of those whom nobody equals not all are kept. */
const maxMails = 500

export type About = {
  content: Pick<DigestContent, 'pace' | 'dueAt' | 'note'>
  told: Told
  detail: DigestDetail
  language: string
  timeZone: string
}

/** What one digest tells, as it is now. */
type Telling = Pick<About, 'language' | 'timeZone'> & {
  title: string
  note: string
  alerts: ToldAlert[]
  stories: ToldStory[]
}

/** Undefined where nothing of it is there any more. */
export function digestMail(house: House, about: About): ((token: string) => MailWords) | undefined {
  const { content, told, detail, language, timeZone } = about
  const alerts = detail.alerts.flatMap((id) => told.alerts.get(id) ?? [])
  const stories = detail.stories.flatMap((id) => told.stories.get(id) ?? [])
  const headlines = [...alerts.map(({ title }) => title), ...stories.map(({ headline }) => headline)]
  const [first, second] = headlines
  if (first === undefined) return undefined
  const { name } = house.settings.current().identity
  const { digest } = alertPhrases(language)
  const title = digest.title[content.pace]
  const note = detail.note ? (content.note?.words ?? '') : ''
  const telling = { title, note, alerts, stories, language, timeZone }
  const why = digest.why(name)
  const page = mailPage({
    language,
    title,
    preheader: note || (second === undefined ? (alerts[0]?.text ?? stories[0]?.text ?? '') : digest.preheader(second)),
    name,
    homeUrl: `${house.config.origin}/`,
    main: mainOf(telling),
    footer: mailFooter(house, { why, language }),
  })
  const fillHtml = withTokens(page)
  const fillText = withTokens(`${textOf(telling)}\n\n${mailFooterText(house, { why, language })}\n`)
  const count = headlines.length - 1
  const subject = count === 0 ? first : digest.subject({ headline: first, count })
  const topic = `digest-${content.pace}-${new Date(content.dueAt).toISOString().slice(0, 13)}`
  return (token) => ({ subject, html: fillHtml(token), text: fillText(token), topic, listName: digest.list(name) })
}

function mainOf(telling: Telling): Markup {
  const { title, note, alerts, stories, language } = telling
  const { digest } = alertPhrases(language)
  const paragraphs = note.split(/\n{2,}/u).filter((part) => part.trim() !== '')
  return html`${mailHeading(title)}${paragraphs.map((part) => mailText(part))}
${alerts.length > 0 && html`${mailHeading(digest.alerts, 2)}${alerts.map((alert) => alertPart(alert, telling))}`}
${stories.length > 0 && html`${mailHeading(digest.stories, 2)}${stories.map((story) => storyPart(story, telling))}`}`
}

/** A story may be in another language than what stands around it. */
function inOwn(language: string, around: string, part: Markup): Markup {
  return language === around ? part : html`<div lang="${language}" dir="${direction(language)}">${part}</div>`
}

function alertPart({ title, text, url, language: own, level, sentAt, changes }: ToldAlert, telling: Telling): Markup {
  const { language, timeZone } = telling
  const words = alertPhrases(language)
  const at = formatTime(sentAt, 'full', { language, timeZone })
  const said = changes.map((change) => mailText(html`<strong>${words.change[change.kind]}:</strong> ${change.words}`))
  const line = mailText(html`<strong>${mailLink(url, title)}</strong>${text !== '' && html`<br>${text}`}`)
  return html`${mailText(html`<em>${words.log.level[level]} · ${at}</em>`)}${inOwn(own, language, html`${line}${said}`)}`
}

function storyPart({ headline, text, url, language: own, topic }: ToldStory, { language }: Telling): Markup {
  const above = topic !== null && html`<em>${topic}</em><br>`
  const line = html`${above}<strong>${mailLink(url, headline)}</strong>${text !== '' && html`<br>${text}`}`
  return inOwn(own, language, mailText(line))
}

function textOf({ title, note, alerts, stories, language, timeZone }: Telling): string {
  const words = alertPhrases(language)
  const { digest } = words
  const alertLines = alerts.map(({ title: said, text, url, level, sentAt, changes }) => {
    const at = formatTime(sentAt, 'full', { language, timeZone })
    const told = changes.map((change) => `${words.change[change.kind]}: ${change.words}`)
    return lines([said, `${words.log.level[level]} · ${at}`, text, ...told, url])
  })
  const storyLines = stories.map(({ headline, text, url }) => lines([headline, text, url]))
  const parts = [
    title,
    note,
    ...(alerts.length > 0 ? [upper(digest.alerts, language), ...alertLines] : []),
    ...(stories.length > 0 ? [upper(digest.stories, language), ...storyLines] : []),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function lines(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n')
}

function upper(words: string, language: string): string {
  return words.toLocaleUpperCase(language)
}
