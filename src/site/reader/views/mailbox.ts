import { html, type Markup } from '../../../kit/markup.ts'
import type { Locale } from '../../../kit/times.ts'
import { onwardLink, scrollingTable, tableRow, timeTag } from '../../../layout/views/elements.ts'
import { wordsOf } from '../../../layout/words.ts'

export type MailLine = { href: string; to: string; subject: string; sentAt: number }

/** What the demo would have sent, newest first. */
export function mailboxPage(mails: readonly MailLine[], locale: Locale): Markup {
  const { title, text, empty, to, subject, sentAt } = wordsOf(locale.language).mailbox
  const rows = mails.map((mail) =>
    tableRow(html`<a href="${mail.href}">${mail.subject}</a>`, [mail.to, timeTag(mail.sentAt, 'short', locale)]),
  )
  return html`<div class="plain mailbox"><h1>${title}</h1><p>${text}</p>
${rows.length === 0 ? html`<p class="quiet">${empty}</p>` : scrollingTable(title, [subject, to, sentAt], rows)}</div>`
}

type Mail = Omit<MailLine, 'href'> & {
  text: string
  /** The address of its HTML part alone, where it has one. */
  htmlAt: string | undefined
}

/** One mail: its HTML part in a frame, as a mail program shows it, and its text, where addresses are links. */
export function mailPage({ to, subject, sentAt, text, htmlAt }: Mail, locale: Locale): Markup {
  const { mailbox } = wordsOf(locale.language)
  const words = html`<pre class="mail">${linked(text)}</pre>`
  return html`<div class="plain mailbox"><h1 dir="auto">${subject}</h1>
<p class="quiet">${mailbox.to} ${to}, ${timeTag(sentAt, 'short', locale)}</p>
${htmlAt === undefined ? words : bothParts(htmlAt, words, mailbox)}
${onwardLink('/-/mailbox', mailbox.back)}</div>`
}

/** The frame runs no script and knows no cookie; its links open the page in its locale. */
function bothParts(htmlAt: string, words: Markup, { asHtml, asText, alone }: PartWords): Markup {
  return html`<div class="parts"><div>
<iframe src="${htmlAt}" title="${asHtml}" sandbox="allow-top-navigation-by-user-activation"></iframe>
<p><a href="${htmlAt}">${alone}</a></p></div>
<section><h2>${asText}</h2>${words}</section></div>`
}

type PartWords = { asHtml: string; asText: string; alone: string }

function linked(text: string): (string | Markup)[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/u)
    .map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : part))
}
