/** Fetches bounces from where they arrive: a maildir folder or an IMAP mailbox. */
import { open, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { House } from '../../kit/house.ts'
import { receiveReturned, type Returned } from './deeds.ts'
import { maxBytes } from './read-mail.ts'

/** Per run; the rest come with the next one. */
const maxMails = 500

/** How many there were of each kind. */
export async function collectBounces(
  house: House,
  signal: AbortSignal,
): Promise<Partial<Record<Returned['outcome'], number>>> {
  const { bouncesUrl } = house.config.mail
  if (bouncesUrl === undefined) return {}
  const url = new URL(bouncesUrl)
  const found: Partial<Record<Returned['outcome'], number>> = {}
  const receive = async (raw: Uint8Array) => {
    const { outcome } = await receiveReturned(house, raw)
    found[outcome] = (found[outcome] ?? 0) + 1
  }
  if (url.protocol === 'maildir:') await readMaildir(fileURLToPath(`file://${url.pathname}`), receive, signal)
  else await readImap(url, receive, signal)
  if (Object.keys(found).length > 0) house.log.info({ bounces: found }, 'mails that came back were read')
  return found
}

type Receive = (raw: Uint8Array) => Promise<void>

/** What was read is moved to `cur` as seen, and stays there for whoever looks after the mailbox (maildir(5)). */
async function readMaildir(folder: string, receive: Receive, signal: AbortSignal): Promise<void> {
  const names = (await readdir(join(folder, 'new'))).toSorted().slice(0, maxMails)
  for (const name of names) {
    signal.throwIfAborted()
    await receive(await beginningOf(join(folder, 'new', name)))
    await rename(join(folder, 'new', name), join(folder, 'cur', `${name}:2,S`))
  }
}

async function beginningOf(path: string): Promise<Uint8Array> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, 0)
  return buffer.subarray(0, bytesRead)
}

/** What was read is marked as seen. */
async function readImap(url: URL, receive: Receive, signal: AbortSignal): Promise<void> {
  const { ImapFlow } = await import('imapflow')
  const client = new ImapFlow({
    host: url.hostname,
    port: Number(url.port || (url.protocol === 'imaps:' ? 993 : 143)),
    secure: url.protocol === 'imaps:',
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    logger: false,
  })
  await client.connect()
  try {
    const lock = await client.getMailboxLock(decodeURIComponent(url.pathname.slice(1)) || 'INBOX')
    try {
      const unseen = await client.search({ seen: false }, { uid: true })
      for (const uid of (unseen || []).slice(0, maxMails)) {
        signal.throwIfAborted()
        const message = await client.fetchOne(String(uid), { source: { maxLength: maxBytes } }, { uid: true })
        if (message && message.source) await receive(message.source)
        await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true })
      }
    } finally {
      lock.release()
    }
  } finally {
    await client.logout().catch(() => client.close())
  }
}
