import PostalMime from 'postal-mime'
import type { ReturnedMail } from './report.ts'

/** A bounce returns headers, or a whole newsletter: nobody needs more than this. */
export const maxBytes = 1_000_000

/** Undefined if it cannot be read as a mail. */
export async function readReturned(raw: Uint8Array): Promise<ReturnedMail | undefined> {
  try {
    const mail = await new PostalMime({ forceRfc822Attachments: true, maxNestingDepth: 20 }).parse(raw)
    const to = ['to', 'delivered-to', 'x-original-to', 'envelope-to']
    const recipients = mail.headers
      .filter(({ key }) => to.includes(key))
      .flatMap(({ value }) => value.split(/[\s<>,;:"]/u).filter((word) => word.length <= 320 && /.@./u.test(word)))
    const parts = mail.attachments.map(({ mimeType, content }) => ({
      type: mimeType.toLowerCase(),
      text: typeof content === 'string' ? content : new TextDecoder().decode(content),
    }))
    const originals = parts.filter(({ type }) => type === 'message/rfc822' || type === 'text/rfc822-headers')
    return {
      recipients,
      statuses: parts
        .filter(({ type }) => type === 'message/delivery-status' || type === 'message/global-delivery-status')
        .map(({ text }) => text),
      originals: originals.flatMap(({ text }) => /^message-id:\s*<([^<>\s]{1,320})>/imu.exec(text)?.[1] ?? []),
    }
  } catch {
    return undefined
  }
}
