import { once } from 'node:events'
import { SMTPServer, type SMTPServerAddress, type SMTPServerOptions } from 'smtp-server'

export type ReceivedMail = { from: string; to: string[]; raw: string; head: string; body: string }

/** What the server says instead of taking a mail; undefined: it takes it. */
export type Answers = { sender?: string; recipient?: string; data?: string }

export type MailServer = {
  url: string
  received: ReceivedMail[]
  answers: Answers
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * A real SMTP server on loopback that keeps what it takes; `answers` can be changed between mails, such as `{
 * recipient: '451 4.7.1 later' }`.
 */
export async function aMailServer(answers: Answers = {}): Promise<MailServer> {
  const received: ReceivedMail[] = []
  const refusing =
    (place: keyof Answers) => (_: SMTPServerAddress, _session: unknown, done: (error?: Error | null) => void) =>
      done(refusal(server.answers[place]))
  const onData: NonNullable<SMTPServerOptions['onData']> = (stream, { envelope }, done) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      const refused = refusal(server.answers.data)
      if (refused === null)
        received.push(
          mailOf(
            envelope.mailFrom === false ? '' : envelope.mailFrom.address,
            envelope.rcptTo.map(({ address }) => address),
            Buffer.concat(chunks).toString(),
          ),
        )
      done(refused)
    })
  }
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onMailFrom: refusing('sender'),
    onRcptTo: refusing('recipient'),
    onData,
  })
  const listening = smtp.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const server: MailServer = {
    url: `smtp://127.0.0.1:${address.port}`,
    received,
    answers,
    [Symbol.asyncDispose]: () => new Promise((done) => smtp.close(() => done())),
  }
  return server
}

/** Head and body of a message, with the lines of folded headers joined (RFC 5322, 2.2.3). */
export function mailOf(from: string, to: string[], raw: string): ReceivedMail {
  const end = raw.indexOf('\r\n\r\n')
  return { from, to, raw, head: raw.slice(0, end).replaceAll(/\r\n[ \t]+/gu, ' '), body: raw.slice(end + 4) }
}

function refusal(answer: string | undefined): Error | null {
  if (answer === undefined) return null
  return Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) })
}
