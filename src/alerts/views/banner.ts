import { html, type Markup } from '../../kit/markup.ts'
import type { Locale } from '../../kit/times.ts'
import { timeTag } from '../../layout/views/elements.ts'
import { foreignTo } from '../../layout/views/foreign.ts'
import type { Banner } from '../alert.ts'
import { alertPhrases } from '../phrases.ts'

/** The button needs the script (`browser/banner.ts`); without it the banner stays until its time is over. */
export function bannerView({ key, title, path, language, sentAt }: Banner, locale: Locale): Markup {
  const { label, dismiss } = alertPhrases(locale.language).banner
  const link = html`<a href="${path}"${foreignTo(locale, language)}>${title}</a>`
  return html`<div class="banner" role="status" data-key="${key}"><p><strong>${label}</strong>
${timeTag(sentAt, 'recent', locale)} ${link}</p><button type="button" hidden>${dismiss}</button></div>
`
}
