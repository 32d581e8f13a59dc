import type { House } from '../../kit/house.ts'
import type { Answer, PageRequest } from '../../kit/http/answers.ts'
import { renderMissingPage } from '../../layout/missing-page.ts'
import { localeOf, publicationOf } from '../../layout/publication.ts'
import { renderPage } from '../../layout/views/page.ts'
import { wordsOf } from '../../layout/words.ts'
import { mailByPublicId, recentMails } from '../../readers/mail-store.ts'
import { mailboxPage, mailPage } from './views/mailbox.ts'

/**
 * `GET /-/mailbox` and `/-/mailbox/:id`: what the demo would have sent, for the person who started it.
 * A real paper has no such page.
 */
export async function showMailbox(house: House, { params }: PageRequest): Promise<Answer> {
  if (!house.settings.current().demo) return renderMissingPage(house, 404)
  const locale = localeOf(house)
  const publication = await publicationOf(house)
  const about = { description: '', language: locale.language, noindex: true, kind: 'plain' } as const
  if (params.id === undefined) {
    const mails = (await recentMails(house.db, 50)).map((mail) => ({
      href: `/-/mailbox/${mail.publicId}`,
      to: mail.recipient,
      subject: mail.subject,
      sentAt: mail.createdAt,
    }))
    return {
      kind: 'html',
      status: 200,
      html: renderPage(
        publication,
        { ...about, title: wordsOf(locale.language).mailbox.title },
        mailboxPage(mails, locale),
      ),
    }
  }
  const mail = await mailByPublicId(house.db, params.id)
  if (mail === undefined) return renderMissingPage(house, 404)
  return {
    kind: 'html',
    status: 200,
    // By whatever name of this machine it was asked for.
    ...(mail.html !== null && { frames: ["'self'"] }),
    html: renderPage(
      publication,
      { ...about, title: mail.subject },
      mailPage(
        {
          to: mail.recipient,
          subject: mail.subject,
          sentAt: mail.createdAt,
          text: mail.text,
          htmlAt: mail.html === null ? undefined : `/-/mailbox/${mail.publicId}/html`,
        },
        locale,
      ),
    ),
  }
}

/** Of a mail's HTML nothing runs, whatever is in it: what a mail program does with styles and pictures, and no more. */
function htmlPolicy(origin: string): string {
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    // Its pictures stand in it by the paper's own address.
    `img-src 'self' ${origin} data:`,
    'sandbox allow-top-navigation-by-user-activation',
    "frame-ancestors 'self'",
  ].join('; ')
}

/** `GET /-/mailbox/:id/html`: the HTML part of a mail, for the frame on its page. */
export async function showMailHtml(house: House, { params }: PageRequest): Promise<Answer> {
  const mail = house.settings.current().demo ? await mailByPublicId(house.db, params.id ?? '') : undefined
  if (mail === undefined || mail.html === null) return renderMissingPage(house, 404)
  // Links leave the frame, which is too narrow for a page.
  return {
    kind: 'html',
    status: 200,
    html: `<base target="_top">${mail.html}`,
    policy: htmlPolicy(house.config.origin),
    noindex: true,
  }
}
