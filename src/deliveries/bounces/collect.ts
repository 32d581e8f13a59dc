/** Fetches bounces from where they arrive: a maildir folder or an IMAP mailbox. */
import { open, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { House } from '../../kit/house.ts'
import { perHouse } from '../../kit/per-house.ts'
import { receiveReturned, type Returned } from './deeds.ts'
import { unseenMails, type Looking, type Stuck } from './imap.ts'
import { MailboxFault, noteLook } from './mailbox-fault.ts'
import { maxBytes } from './read-mail.ts'

/** Per run; the rest come with the next one. */
const maxMails = 500

const stuckAt = perHouse((): Stuck => ({}))

/** A mailbox that fails is noted, and looked into again at the usual time: nobody mends it by trying more often. */
export async function lookForBounces(house: House, signal: AbortSignal): Promise<void> {
  let fault: MailboxFault | undefined
  try {
    await collectBounces(house, signal)
  } catch (error) {
    if (!(error instanceof MailboxFault)) throw error
    fault = error
  }
  await noteLook(house, fault)
}

/**
 * How many there were of each kind.
 * @throws MailboxFault
 */
export async function collectBounces(
  house: House,
  signal: AbortSignal,
): Promise<Partial<Record<Returned['outcome'], number>>> {
  const { bouncesUrl } = house.config.mail
  if (bouncesUrl === undefined) return {}
  const found: Partial<Record<Returned['outcome'], number>> = {}
  try {
    // A mail is marked as read when the next one is asked for: what was not taken down comes again.
    for await (const raw of mailsAt(house, new URL(bouncesUrl), { most: maxMails, signal })) {
      const { outcome } = await receiveReturned(house, raw)
      found[outcome] = (found[outcome] ?? 0) + 1
    }
  } finally {
    if (Object.keys(found).length > 0) house.log.info({ bounces: found }, 'mails that came back were read')
  }
  return found
}

function mailsAt(house: House, url: URL, looking: Looking): AsyncGenerator<Uint8Array> {
  if (url.protocol === 'maildir:') return mailsIn(fileURLToPath(`file://${url.pathname}`), looking)
  return unseenMails(url, looking, stuckAt(house))
}

/** What was read is moved to `cur` as seen, and stays there for whoever looks after the mailbox (maildir(5)). */
async function* mailsIn(folder: string, { most, signal }: Looking): AsyncGenerator<Uint8Array> {
  const names = (await inFolder(folder, readdir(join(folder, 'new')))).toSorted().slice(0, most)
  for (const name of names) {
    signal.throwIfAborted()
    const [path, seen] = [join(folder, 'new', name), join(folder, 'cur', `${name}:2,S`)]
    yield await inFolder(folder, beginningOf(path))
    await inFolder(folder, rename(path, seen))
  }
}

/** @throws MailboxFault */
async function inFolder<Done>(folder: string, doing: Promise<Done>): Promise<Done> {
  try {
    return await doing
  } catch (error) {
    throw new MailboxFault(
      `The mailbox of bounces at ${folder}: ${error instanceof Error ? error.message : 'it failed'}`,
    )
  }
}

async function beginningOf(path: string): Promise<Uint8Array> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, 0)
  return buffer.subarray(0, bytesRead)
}
