import { openSmtpPool } from '../../kit/smtp-pool.ts'
import { openEncoder } from '../mail-encoding.ts'
import type { MailWay } from '../mail-way.ts'
import { openSigner, type DkimKey } from './dkim.ts'
import { outcomeOfSmtp } from './smtp-outcome.ts'

export type SmtpOptions = { url: string; connections: number; dkim: DkimKey | undefined }

/** Any SMTP server, over connections that stay open. */
export function smtpWay({ url, connections, dkim }: SmtpOptions): MailWay {
  const pool = openSmtpPool(url, connections)
  const encoder = openEncoder()
  const sign = openSigner(dkim)
  return {
    atOnce: connections,
    close: pool.close,
    async send(letter, signal) {
      const raw = await sign(encoder.encode(letter))
      const from = letter.bounces ?? (typeof letter.from === 'string' ? addressIn(letter.from) : letter.from.address)
      try {
        await pool.send({ from, to: letter.to, raw }, { signal })
        return { kind: 'accepted' }
      } catch (error) {
        if (signal.aborted && error === signal.reason) throw error
        return outcomeOfSmtp(error)
      }
    },
  }
}

/** `The Lantern <news@lantern.example>` or the bare address, as config.ts has checked it. */
export function addressIn(sender: string): string {
  return /<([^<>]+)>\s*$/u.exec(sender)?.[1] ?? sender.trim()
}
