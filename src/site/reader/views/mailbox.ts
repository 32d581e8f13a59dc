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

/** One mail as plain text; web addresses in it are links, since the reader must follow them. */
export function mailPage(
  { to, subject, sentAt, text }: Omit<MailLine, 'href'> & { text: string },
  locale: Locale,
): Markup {
  const { mailbox } = wordsOf(locale.language)
  return html`<div class="plain mailbox"><h1>${subject}</h1>
<p class="quiet">${mailbox.to} ${to}, ${timeTag(sentAt, 'short', locale)}</p>
<pre class="mail">${linked(text)}</pre>
${onwardLink('/-/mailbox', mailbox.back)}</div>`
}

function linked(text: string): (string | Markup)[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/u)
    .map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : part))
}
