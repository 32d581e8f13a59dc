/** A mail is a row in the deed's own transaction; a job sends it. */
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SendMailOptions } from 'nodemailer'
import { z } from 'zod'
import { system, type Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { publicId } from '../kit/ids.ts'
import { ownFile, ownFolder } from '../kit/own-files.ts'
import { kitPhrases } from '../kit/phrases.ts'
import { defineJob, enqueue, handleJob, PermanentFailure, type JobHandler } from '../kit/queue/job.ts'
import { readSmtpFailure } from '../kit/smtp-failure.ts'
import { handOver, Unanswered, type SmtpPatience } from '../kit/smtp.ts'
import { plained } from '../kit/visible.ts'
import { leaveToken } from './leave-token.ts'
import { countUnanswered, insertMail, setOutcome, waitingMail, type NewMail, type WaitingMail } from './mail-store.ts'
import { isSuppressed, suppressAddress } from './suppression-store.ts'

export async function sendMailIn(tx: Tx, mail: NewMail): Promise<string> {
  const id = publicId()
  const mailId = await insertMail(tx, id, { ...mail, subject: oneLine(mail.subject) })
  await enqueue(tx, sendMailJob, { mailId }, { at: mail.at, maxAttempts: maxAttempts })
  return id
}

/**
 * Some eight hours, ten minutes at most between two: a server that is away for a night's work or puts strangers off for
 * an hour loses no mail.
 */
const maxAttempts = 100
/** A mail may have arrived each time that the server had all of it and went away without an answer. */
const maxUnanswered = 3

const sendMailJob = defineJob('mail.send', z.object({ mailId: z.int() }), { priority: 10 })

export const mailJobHandlers: readonly JobHandler[] = [
  handleJob(
    sendMailJob,
    (house, { mailId }, { signal }) => sendMail(house, mailId, { signal }),
    // Sent, refused or given up.
    async (db, { mailId }) => (await waitingMail(db, mailId)) === undefined,
  ),
]

type Sending = { signal: AbortSignal; patience?: SmtpPatience }

/**
 * Hands one mail to the SMTP server, or writes it into the outbox folder where none is set. A crash between the two
 * sends it again: at least once is what SMTP allows; the Message-ID is the same, so that mailboxes can drop the second.
 */
export async function sendMail(house: House, mailId: number, { signal, patience }: Sending): Promise<void> {
  const mail = await waitingMail(house.db, mailId)
  if (mail === undefined) return
  if (mail.address === null || (await isSuppressed(house.db, mail.addressHash)))
    return settle(house, mailId, 'suppressed')
  const options = messageOf(house, mail, mail.address)
  if (house.config.smtp !== undefined) {
    return handOver(house.config.smtp.url, options, { signal, patience }).then(
      () => settle(house, mailId, 'sent'),
      (error: unknown) => {
        if (error === signal.reason) throw error
        return giveUpOrRetry(house, mailId, mail.addressHash, error)
      },
    )
  }
  // Loaded with the first mail.
  const { createTransport } = await import('nodemailer')
  const built = await createTransport({ streamTransport: true, buffer: true, newline: 'windows' }).sendMail(options)
  await putIntoOutbox(house, mail, built.message)
  return settle(house, mailId, 'outbox')
}

/** As a file, which a mail program opens. */
export async function putIntoOutbox(
  house: Pick<House, 'config'>,
  { publicId: id, createdAt }: { publicId: string; createdAt: number },
  raw: Parameters<typeof writeFile>[1],
): Promise<void> {
  const folder = join(house.config.dataDir, 'outbox')
  await mkdir(folder, { recursive: true, mode: ownFolder })
  const name = `${new Date(createdAt).toISOString().replaceAll(':', '-')}-${id}.eml`
  await writeFile(join(folder, name), raw, { mode: ownFile })
}

function messageOf(house: House, mail: WaitingMail, to: string): SendMailOptions {
  const { name: written, language } = house.settings.current().identity
  const name = oneLine(written)
  const { hostname } = new URL(house.config.origin)
  const leaveUrl = `${house.config.origin}/-/leave/${leaveToken(house, mail.addressId)}`
  const leave = kitPhrases(language).mail.leave(leaveUrl)
  return {
    from: senderOf(house),
    to,
    subject: mail.subject,
    text: `${mail.text.trimEnd()}\n\n-- \n${name}, ${house.config.origin}\n${leave}\n`,
    ...(mail.html === null ? {} : { html: mail.html }),
    messageId: `<${mail.publicId}@${hostname}>`,
    date: new Date(mail.createdAt),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'List-Unsubscribe': `<${leaveUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  }
}

/** Who mails come from. */
export function senderOf({
  config,
  settings,
}: Pick<House, 'config' | 'settings'>): string | { name: string; address: string } {
  const { name, publicEmail } = settings.current().identity
  const { hostname } = new URL(config.origin)
  return config.mail.from ?? { name: oneLine(name), address: publicEmail || `news@${hostname}` }
}

/** What nodemailer threw ends here: it names the address, which neither the log nor a kept error may do. */
async function giveUpOrRetry(house: House, mailId: number, addressHash: string, error: unknown): Promise<never> {
  const { words, isPermanent, isAddressGone } = readSmtpFailure(error)
  const at = house.clock.now()
  const isOver = await house.write(system, async (tx) => {
    const isTooOften = error instanceof Unanswered && (await countUnanswered(tx, mailId)) >= maxUnanswered
    if (!isPermanent && !isTooOften) return false
    await setOutcome(tx, mailId, 'failed', null)
    if (isAddressGone) await suppressAddress(tx, addressHash, words, at)
    return true
  })
  throw isOver ? new PermanentFailure(words) : new Error(words)
}

async function settle(house: House, mailId: number, outcome: 'sent' | 'suppressed' | 'outbox'): Promise<void> {
  const at = house.clock.now()
  await house.write(system, (tx) => setOutcome(tx, mailId, outcome, at))
}

/** A subject with a line break could carry headers of its own (RFC 5322, 2.2), and one that turns reads as another. */
export function oneLine(text: string): string {
  return plained(text).replaceAll(/ {2,}/gu, ' ').trim().slice(0, 300).toWellFormed()
}

/** For a token in a mail: 128 random bits. */
export function mailToken(): string {
  return randomBytes(16).toString('base64url')
}
