/** Fetches bounces from where they arrive: a maildir folder or an IMAP mailbox. */
import { open, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { House } from '../../kit/house.ts'
import { perHouse } from '../../kit/per-house.ts'
import { receiveReturned, type Returned } from './deeds.ts'
import { unseenMails, type Looking, type Stuck } from './imap.ts'
import { maxBytes } from './read-mail.ts'

/** Per run; the rest come with the next one. */
const maxMails = 500

const stuckAt = perHouse((): Stuck => ({}))

/** How many there were of each kind. */
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
  const names = (await readdir(join(folder, 'new'))).toSorted().slice(0, most)
  for (const name of names) {
    signal.throwIfAborted()
    yield await beginningOf(join(folder, 'new', name))
    await rename(join(folder, 'new', name), join(folder, 'cur', `${name}:2,S`))
  }
}

async function beginningOf(path: string): Promise<Uint8Array> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, 0)
  return buffer.subarray(0, bytesRead)
}
