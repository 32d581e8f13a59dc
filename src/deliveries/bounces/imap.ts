/** A mailbox of bounces over IMAP (RFC 9051). What was read is marked as seen, and so is read once. */
import type { ImapFlow, ImapFlowError } from 'imapflow'
import { isLoopbackHost } from '../../kit/net-address.ts'
import { MailboxFault } from './mailbox-fault.ts'
import { maxBytes } from './read-mail.ts'

export type Looking = {
  /** So many in one go; the others come with the next. */
  most: number
  signal: AbortSignal
  /** How long the mailbox may say nothing, in milliseconds. */
  patienceMs?: number
}

/** With which mail the connection broke: the next look begins behind it, so that one mail does not keep all others. */
export type Stuck = { at?: { validity: bigint; uid: number } }

/**
 * Mails that nobody has seen, of each the first `maxBytes`. Whoever asks for the next one has taken the one before:
 * only then it is marked.
 * @throws MailboxFault; the signal's reason
 */
export async function* unseenMails(url: URL, looking: Looking, stuck: Stuck = {}): AsyncGenerator<Uint8Array> {
  const { signal } = looking
  signal.throwIfAborted()
  const client = await openClient(url, looking.patienceMs ?? 60_000)
  let broken: unknown
  // Without a listener the process would end; whoever waits for an answer is told less.
  client.on('error', (error) => (broken ??= error))
  const hangUp = () => client.close()
  signal.addEventListener('abort', hangUp)
  try {
    await client.connect()
    const mailbox = await client.mailboxOpen(decodeURIComponent(url.pathname.slice(1)) || 'INBOX')
    if (mailbox.readOnly) throw new Error('it can only be read, so that nothing in it can be marked as seen')
    yield* unseenIn(client, looking, stuck)
    await client.logout()
  } catch (error) {
    signal.throwIfAborted()
    // Without its cause, which names what was sent.
    throw new MailboxFault(`The mailbox of bounces at ${url.host}: ${wordsOf(broken ?? error)}`)
  } finally {
    signal.removeEventListener('abort', hangUp)
    client.close()
  }
}

async function openClient(url: URL, patienceMs: number): Promise<ImapFlow> {
  const { ImapFlow: Client } = await import('imapflow')
  const secure = url.protocol === 'imaps:'
  return new Client({
    host: url.hostname.replace(/^\[|\]$/gu, ''),
    port: Number(url.port || (secure ? 993 : 143)),
    secure,
    // The password goes over no network that others can read along.
    ...(!secure && !isLoopbackHost(url.hostname) && { doSTARTTLS: true }),
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    disableAutoIdle: true,
    maxLiteralSize: 2 * maxBytes,
    maxResponseSize: 4 * maxBytes,
    logger: false,
  })
}

async function* unseenIn(client: ImapFlow, { most }: Looking, stuck: Stuck): AsyncGenerator<Uint8Array> {
  const found = await client.search({ seen: false }, { uid: true })
  if (!found) throw new Error('it cannot be searched')
  const validity = client.mailbox === false ? 0n : client.mailbox.uidValidity
  const last = stuck.at?.validity === validity ? stuck.at.uid : 0
  const uids = [...found.filter((uid) => uid > last), ...found.filter((uid) => uid <= last)].slice(0, most)
  const refused: string[] = []
  for (const uid of uids) {
    stuck.at = { validity, uid }
    const read = await readMail(client, uid)
    if (typeof read === 'string') refused.push(read)
    else if (read !== undefined) yield read
    if (typeof read !== 'string' && !(await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true })))
      throw new Error('it lets nothing be marked as seen')
  }
  delete stuck.at
  if (refused.length > 0) throw new Error(`${refused.length} mails in it cannot be read: ${refused[0]}`)
}

/** Words where the server does not give it out, and goes on; undefined where it has gone meanwhile. */
async function readMail(client: ImapFlow, uid: number): Promise<Uint8Array | string | undefined> {
  try {
    const mail = await client.fetchOne(String(uid), { source: { maxLength: maxBytes } }, { uid: true })
    return mail === false ? undefined : (mail.source ?? 'it comes without its text')
  } catch (error) {
    if (!client.usable) throw error
    return wordsOf(error)
  }
}

/** In words for staff; what a server says is kept short. */
function wordsOf(error: unknown): string {
  const { code = '', message, reason, responseText, ...what } = error as ImapFlowError
  const said = (reason ?? responseText ?? message).slice(0, 200)
  if (what.authenticationFailed) return `it does not take the user and the password of CRIER_BOUNCES_URL (${said})`
  if (what.mailboxMissing) return 'there is none of the name in CRIER_BOUNCES_URL'
  if (what.tlsFailed || /^(?:ERR_SSL|ERR_TLS|EPROTO|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|\w+TLS$)/u.test(code))
    return `there is no safe connection by TLS (${said})`
  if (/TIMEOUT$/u.test(code)) return 'it does not answer'
  if (
    code === 'NoConnection' ||
    code === 'EConnectionClosed' ||
    code === 'ECONNRESET' ||
    code.startsWith('ClosedAfter')
  )
    return `the connection was cut (${said}); what is not marked as seen is read with the next look`
  return said
}
