import { buffer } from 'node:stream/consumers'

export type DkimKey = { domain: string; selector: string; privateKey: string }

/** RFC 8058, 3.1: the signature covers both one-click headers; Gmail wants Feedback-ID covered too. */
const signed = [
  'From:Reply-To:Subject:Date:Message-ID:To:References:MIME-Version:Content-Type',
  'List-Id:List-Help:List-Unsubscribe:List-Unsubscribe-Post:Feedback-ID:Auto-Submitted:Precedence',
].join(':')

/** Prepends the signature to a message (RFC 6376); without a key the message is unchanged. */
export function openSigner(key: DkimKey | undefined): (raw: Buffer) => Promise<Buffer> {
  if (key === undefined) return async (raw) => raw
  const { domain: domainName, selector: keySelector, privateKey } = key
  const loaded = import('nodemailer/lib/dkim').then(
    ({ default: Dkim }) => new Dkim({ domainName, keySelector, privateKey, headerFieldNames: signed }),
  )
  return async (raw) => buffer((await loaded).sign(raw))
}
