import type { House } from '../../kit/house.ts'
import { html, type Markup } from '../../kit/markup.ts'
import { alertPhrases } from '../phrases.ts'
import { leaveUrl, preferencesUrl } from './for-each.ts'
import { mailLink } from './mail-frame.ts'

type Footing = { why: string; language: string }

/** Why they get it, how to change or stop it, and who publishes it, where: the law requires all of it. */
export function mailFooter(house: House, { why, language }: Footing): Markup[] {
  const { mail } = alertPhrases(language)
  const links = html`${mailLink(preferencesUrl(house), mail.preferences)} · ${mailLink(leaveUrl(house), mail.leave)}`
  return [html`${why}`, links, ...publisherLines(house).map((line) => html`${line}`)]
}

export function mailFooterText(house: House, { why, language }: Footing): string {
  const { mail } = alertPhrases(language)
  const links = [`${mail.preferences}: ${preferencesUrl(house)}`, `${mail.leave}: ${leaveUrl(house)}`]
  return ['-- ', why, ...links, ...publisherLines(house)].join('\n')
}

function publisherLines({ settings, config }: House): string[] {
  const { identity, mail } = settings.current()
  const address = mail.postalAddress.split('\n').map((line) => line.trim())
  const lines = address.filter((line) => line !== '')
  return [`${identity.name}, ${config.origin}`, ...(lines.length === 0 ? [] : [lines.join(', ')])]
}
