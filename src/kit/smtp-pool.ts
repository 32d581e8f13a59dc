import { Readable } from 'node:stream'
/** Some connections to the SMTP server that stay open, for many mails one after the other. */
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import {
  hasAnswer,
  openConnection,
  seconds,
  standardPatience,
  Unanswered,
  unanswered,
  type HandingOver,
} from './smtp.ts'

/** As it goes over the line, with its envelope; `from` may be empty (RFC 5321, 4.5.5). */
export type BuiltMail = { from: string; to: string; raw: Uint8Array }

export type SmtpPool = {
  /**
   * Hands one mail to the server over the next connection that is free.
   *
   * @throws Unanswered; the signal's reason when it ended a mail that the server cannot have taken; else what
   *   nodemailer throws
   */
  send(mail: BuiltMail, options: HandingOver): Promise<void>
  /** Ends connections that have nothing to do. */
  close(): void
}

/** Servers may end an idle connection after five minutes (RFC 5321, 4.5.3.2.7); we do it sooner. */
const idleMs = 60_000

/** At most `connections` at the same time, each opened when it is needed. */
export function openSmtpPool(url: string, connections: number): SmtpPool {
  const idle: Line[] = []
  const turns = openTurns(connections)

  async function send(mail: BuiltMail, options: HandingOver): Promise<void> {
    const end = await turns.begin(options.signal)
    try {
      for (;;) {
        const old = idle.pop()
        const line = old ?? (await openLine(url, options))
        const message = streamOf(mail.raw)
        try {
          return await line.hand(mail, message, options)
        } catch (error) {
          // The server had ended a connection that had nothing to do: it has not heard of this mail.
          const isStale = old !== undefined && !line.isOpen() && !message.readableDidRead && !hasAnswer(error)
          if (!isStale || options.signal.aborted) throw error
        } finally {
          if (line.isOpen()) keep(line)
        }
      }
    } finally {
      end()
    }
  }

  function keep(line: Line): void {
    idle.push(line)
    line.rest(() => {
      const at = idle.indexOf(line)
      if (at >= 0) idle.splice(at, 1)
    })
  }

  return {
    send,
    close: () => idle.splice(0).forEach((line) => line.close()),
  }
}

type Line = {
  /** @throws as `send` does */
  hand(mail: BuiltMail, message: Readable, options: HandingOver): Promise<void>
  isOpen(): boolean
  /** It has nothing to do; `onEnd` is told when it ends meanwhile. */
  rest(onEnd: () => void): void
  close(): void
}

async function openLine(url: string, { signal, patience }: HandingOver): Promise<Line> {
  const { handOverMs } = patience ?? standardPatience
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(handOverMs)])
  const connection = await openConnection(url, inTime)
  let isOpen = true
  let onEnd: (() => void) | undefined
  let timer: NodeJS.Timeout | undefined
  // What goes wrong while a mail is on it is told by that mail's own answer.
  connection.on('error', () => {})
  connection.once('end', () => {
    isOpen = false
    clearTimeout(timer)
    onEnd?.()
  })
  return {
    isOpen: () => isOpen,
    close: () => connection.close(),
    rest(told) {
      onEnd = told
      timer = setTimeout(() => connection.close(), idleMs).unref()
    },
    hand(mail, message, options) {
      clearTimeout(timer)
      onEnd = undefined
      return handTo(connection, mail, message, options)
    },
  }
}

/** One mail over an open connection, which is ended unless it can carry another. */
async function handTo(
  connection: SMTPConnection,
  { from, to }: BuiltMail,
  message: Readable,
  { signal, patience }: HandingOver,
): Promise<void> {
  const { handOverMs, answerMs } = patience ?? standardPatience
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let isHandedOver = false
  const stop = () => reject(signal.reason)
  const endIn = (ms: number, words: string) => setTimeout(() => reject(new Error(words)), ms)
  let timer = endIn(handOverMs, `the mail server did not take the mail within ${seconds(handOverMs)}`)
  message.once('end', () => {
    isHandedOver = true
    clearTimeout(timer)
    timer = endIn(answerMs, `no answer within ${seconds(answerMs)}`)
  })
  signal.addEventListener('abort', stop)
  connection.send({ from, to: [to] }, message, (error) => (error ? reject(error) : resolve()))
  try {
    await promise
  } catch (error) {
    await clear(connection, error)
    if (isHandedOver && !hasAnswer(error)) throw new Unanswered(unanswered(error), { cause: error })
    throw error
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

/** After a refusal the same connection takes the next mail (RSET; RFC 5321, 4.1.1.5); after anything else it ends. */
async function clear(connection: SMTPConnection, error: unknown): Promise<void> {
  const code = hasAnswer(error) && error instanceof Error && 'responseCode' in error ? error.responseCode : 0
  if (code === 0 || code === 421 || connection.destroyed) return connection.close()
  const { promise, resolve } = Promise.withResolvers<void>()
  const late = setTimeout(() => connection.close(), resetMs)
  connection.once('end', resolve)
  connection.reset((fault) => {
    if (fault) connection.close()
    resolve()
  })
  await promise
  clearTimeout(late)
  connection.off('end', resolve)
}

const resetMs = 5_000

function streamOf(raw: Uint8Array): Readable {
  return new Readable({
    read() {
      this.push(raw)
      this.push(null)
    },
  })
}

type Turns = { begin(signal: AbortSignal): Promise<() => void> }

/** So many at a time, in their order. */
function openTurns(most: number): Turns {
  const waiting: (() => void)[] = []
  let under = 0
  const end = () => {
    under--
    waiting.shift()?.()
  }
  return {
    async begin(signal) {
      while (under >= most) await new Promise<void>((go) => waiting.push(go))
      if (signal.aborted) {
        waiting.shift()?.()
        throw signal.reason
      }
      under++
      return end
    },
  }
}
