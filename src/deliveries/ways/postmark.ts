/** Postmark's API (postmarkapp.com/developer/api/email-api): one mail a call. */
import { z } from 'zod'
import type { House } from '../../kit/house.ts'
import { NetRefusal } from '../../kit/net.ts'
import type { Outcome } from '../delivery.ts'
import type { Letter } from '../mail-message.ts'
import type { MailWay } from '../mail-way.ts'

const address = 'https://api.postmarkapp.com/email'
const answerSchema = z.object({ ErrorCode: z.number(), Message: z.string() })

export function postmarkWay(house: Pick<House, 'fetch'>, token: string, url = address): MailWay {
  return {
    atOnce: 20,
    close: () => {},
    async send(letter, signal) {
      try {
        const { status, headers, bytes } = await house.fetch(url, {
          method: 'POST',
          headers: {
            Accept: 'application/json',
            'Content-Type': 'application/json',
            'X-Postmark-Server-Token': token,
          },
          body: JSON.stringify(bodyOf(letter)),
          maxBytes: 100_000,
          signal,
        })
        return outcomeOf(status, bytes.toString(), headers['retry-after'])
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof NetRefusal)) throw error
        // Only a connection that was never made cannot have carried the mail.
        const isUntouched = error.fault === 'unreachable' && isBeforeTheRequest(error.cause)
        return { kind: isUntouched ? 'away' : 'uncertain', fault: error.message }
      }
    },
  }
}

function bodyOf({ from, to, subject, html, text, headers, ownHeaders, messageId, name }: Letter) {
  const all = { ...headers, ...ownHeaders, 'Message-ID': `<${messageId}>`, 'X-PM-KeepID': 'true' }
  return {
    From: typeof from === 'string' ? from : `"${from.name.replaceAll(/["\\]/gu, '')}" <${from.address}>`,
    To: to,
    Subject: subject,
    HtmlBody: html,
    TextBody: text,
    // Mails to many; the other stream is for receipts and passwords.
    MessageStream: 'broadcast',
    TrackOpens: false,
    TrackLinks: 'None',
    Metadata: { delivery: name },
    Headers: Object.entries(all).map(([Name, Value]) => ({ Name, Value })),
  }
}

/** Postmark's codes: 406 means this recipient gets nothing more; 300 and 400 upwards are faults of this mail. */
function outcomeOf(status: number, body: string, retryAfter: string | undefined): Outcome {
  if (status === 200) return { kind: 'accepted' }
  const read = answerSchema.safeParse(parsed(body))
  const code = read.data?.ErrorCode ?? 0
  // Its message may contain the address.
  const fault = `Postmark answered ${status}${code === 0 ? '' : `, error ${code}`}`
  if (status === 422 && code === 406) return { kind: 'bounced', fault }
  if (status === 422 && code === 300) return { kind: 'failed', fault }
  if (status === 413) return { kind: 'failed', fault }
  const seconds = Number(retryAfter)
  return { kind: 'away', fault, ...(seconds > 0 && { afterMs: seconds * 1000 }) }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function isBeforeTheRequest(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code)
}
