import { html, type Markup } from '../../../kit/markup.ts'
import { formatTime, machineTime, type Place } from '../../../kit/times.ts'
import { wordsOf } from '../../../layout/words.ts'

export type MailLine = { href: string; to: string; subject: string; sentAt: number }

/** What the demo would have sent, newest first. */
export function mailboxPage(mails: readonly MailLine[], place: Place): Markup {
  const { title, text, empty, to, subject, sentAt } = wordsOf(place.language).mailbox
  return html`<div class="plain mailbox"><h1>${title}</h1><p>${text}</p>
${
  mails.length === 0
    ? html`<p class="quiet">${empty}</p>`
    : html`<div class="table-scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col">${subject}</th><th scope="col">${to}</th><th scope="col">${sentAt}</th></tr></thead>
<tbody>${mails.map((mail) => html`<tr><th scope="row"><a href="${mail.href}">${mail.subject}</a></th><td>${mail.to}</td><td>${time(mail.sentAt, place)}</td></tr>`)}</tbody></table></div>`
}</div>`
}

/** One mail as plain text; web addresses in it are links, since the reader must follow them. */
export function mailPage(
  { to, subject, sentAt, text }: Omit<MailLine, 'href'> & { text: string },
  place: Place,
): Markup {
  const words = wordsOf(place.language)
  return html`<div class="plain mailbox"><h1>${subject}</h1><p class="quiet">${words.mailbox.to} ${to}, ${time(sentAt, place)}</p><pre class="mail">${linked(text)}</pre><p class="onward"><a href="/-/mailbox">${words.mailbox.back}</a></p></div>`
}

function linked(text: string): (string | Markup)[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/u)
    .map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : part))
}

function time(at: number, place: Place): Markup {
  return html`<time datetime="${machineTime(at)}">${formatTime(at, 'short', place)}</time>`
}
