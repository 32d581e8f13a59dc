/** The way to the SMTP server: a mail handed over, or a connection tried, each within a time that ends. */
import type { SendMailOptions } from 'nodemailer'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'

/** How long the server may take, from the connection to the end of the mail, and from there to its answer. */
export type SmtpPatience = { handOverMs: number; answerMs: number }

/** The answer has as long as RFC 5321 says (4.5.3.2.6): hanging up sooner would resend a mail that has arrived. */
export const standardPatience: SmtpPatience = { handOverMs: 5 * 60_000, answerMs: 10 * 60_000 }

export type HandingOver = { signal: AbortSignal; patience?: SmtpPatience | undefined }

/** The server had all of the mail and has not said whether it takes it: it may arrive. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
}

/**
 * Hands one mail to the server. nodemailer's own limits are of silence, step by step: a server that sends a byte a
 * second would hold a mail forever.
 *
 * @throws Unanswered; the signal's reason when it ended a mail that the server cannot have taken; else what nodemailer
 *   throws
 */
export async function handOver(
  url: string,
  message: SendMailOptions,
  { signal, patience }: HandingOver,
): Promise<void> {
  const { handOverMs, answerMs } = patience ?? standardPatience
  const { createTransport } = await import('nodemailer')
  const late = new AbortController()
  const endIn = (ms: number, words: string) => setTimeout(() => late.abort(new Error(words)), ms)
  let timer = endIn(handOverMs, `the mail server did not take the mail within ${seconds(handOverMs)}`)
  let isHandedOver = false
  const transport = createTransport(smtpOptions(url))
  transport.use('stream', ({ message: built }, done) => {
    const read = built.createReadStream.bind(built)
    // Read only once the server has asked for it, and to its end when the last of it goes out.
    built.createReadStream = (options) =>
      read(options).once('end', () => {
        isHandedOver = true
        clearTimeout(timer)
        timer = endIn(answerMs, `no answer within ${seconds(answerMs)}`)
      })
    done()
  })
  try {
    await transport.sendMail({ ...message, signal: AbortSignal.any([signal, late.signal]) })
  } catch (error) {
    const cause = late.signal.aborted ? late.signal.reason : error
    if (isHandedOver && !hasAnswer(error)) throw new Unanswered(unanswered(cause), { cause })
    signal.throwIfAborted()
    throw cause
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Connects and signs in as for a mail, and sends none. False: not within that time.
 *
 * @throws what nodemailer throws
 */
export async function tryConnection(url: string, patienceMs: number): Promise<boolean> {
  const signal = AbortSignal.timeout(patienceMs)
  try {
    const connection = await openConnection(url, signal)
    connection.close()
    return true
  } catch (error) {
    if (error === signal.reason) return false
    throw error
  }
}

/**
 * A connection that is signed in and ready for mails. Only one of our own can be ended whatever the server does.
 *
 * @throws what nodemailer throws, or the signal's reason
 */
export async function openConnection(url: string, signal: AbortSignal): Promise<SMTPConnection> {
  const [{ default: SMTPTransport }, { default: Connection }] = await Promise.all([
    import('nodemailer/lib/smtp-transport'),
    import('nodemailer/lib/smtp-connection'),
  ])
  signal.throwIfAborted()
  const { options, auth } = new SMTPTransport(smtpOptions(url))
  const connection = new Connection({ ...options, socketCloseTimeout: 0 })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const stop = () => reject(signal.reason)
  const orElse = (next: () => void) => (error?: Error | null) => (error ? reject(error) : next())
  const signIn = () => (auth ? connection.login(auth, orElse(resolve)) : resolve())
  signal.addEventListener('abort', stop)
  connection.on('error', reject)
  connection.connect(orElse(signIn))
  try {
    await promise
    return connection
  } catch (error) {
    connection.close()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function smtpOptions(url: string) {
  return { url, requireTLS: needsTls(new URL(url)) }
}

/**
 * A password goes over no open line: where TLS does not stand from the start, the server must offer it (RFC 3207).
 * `?requireTLS=false` leaves that to a network that is one's own.
 */
function needsTls({ password, searchParams }: URL): boolean {
  return password !== '' && searchParams.get('requireTLS') !== 'false'
}

export function hasAnswer(error: unknown): boolean {
  return error instanceof Error && 'responseCode' in error && Number(error.responseCode) > 0
}

export function unanswered(cause: unknown): string {
  const why = cause instanceof Error ? cause.message : String(cause)
  return `the mail server had all of the mail and did not say whether it took it: ${why}`
}

export function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} seconds`
}
