import { buffer } from 'node:stream/consumers'

export type DkimKey = { domain: string; selector: string; privateKey: string }

/** RFC 8058, 3.1: the signature covers both headers of one click; Gmail wants Feedback-ID under it too. */
const signed = [
  'From:Reply-To:Subject:Date:Message-ID:To:References:MIME-Version:Content-Type',
  'List-Id:List-Help:List-Unsubscribe:List-Unsubscribe-Post:Feedback-ID:Auto-Submitted:Precedence',
].join(':')

/** Puts the signature before a message (RFC 6376); without a key the message as it is. */
export function openSigner(key: DkimKey | undefined): (raw: Buffer) => Promise<Buffer> {
  if (key === undefined) return async (raw) => raw
  const { domain: domainName, selector: keySelector, privateKey } = key
  const loaded = import('nodemailer/lib/dkim').then(
    ({ default: Dkim }) => new Dkim({ domainName, keySelector, privateKey, headerFieldNames: signed }),
  )
  return async (raw) => buffer((await loaded).sign(raw))
}
