/** A mail service of the outside world: counts what it takes by Message-ID, and is slow, full or away when told. */
import { once } from 'node:events'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export type MailService = {
  url: string
  port: number
  /** How often each Message-ID was taken. */
  taken: Map<string, number>
  /** Of each address, the raw mails. */
  mails: Map<string, string[]>
  /** How the next ones are treated; can be changed at any time. */
  ways: Ways
  /** Nothing listens any more, until it is opened again at the same port. */
  shut(): Promise<void>
  open(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export type Ways = {
  /** What an address is answered at RCPT TO: `550 5.1.1 no such mailbox`. */
  recipient?: ((address: string) => string | undefined) | undefined
  /** What is answered to the whole mail. */
  data?: ((address: string) => string | undefined) | undefined
  /** Before a mail is answered, in milliseconds. */
  delayMs?: number
  /** The connection is cut when all of this mail is there: it is taken, and nobody is told. */
  cuts?: (address: string) => boolean
  /** Waited for with each mail. */
  holds?: Promise<void> | undefined
  keepsMails?: boolean
}

export async function aMailService(ways: Ways = {}): Promise<MailService> {
  const taken = new Map<string, number>()
  const mails = new Map<string, string[]>()
  let server: SMTPServer | undefined
  let port = 0

  const onData: NonNullable<SMTPServerOptions['onData']> = (stream, session, done) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      void answer(Buffer.concat(chunks), session.envelope.rcptTo[0]?.address ?? '', session, done)
    })
  }

  async function answer(
    bytes: Buffer,
    address: string,
    session: Parameters<typeof onData>[1],
    done: (error?: Error | null) => void,
  ): Promise<void> {
    const { ways: now } = service
    if (now.delayMs) await new Promise((go) => setTimeout(go, now.delayMs))
    await now.holds
    const refused = now.data?.(address)
    if (refused !== undefined) return done(refusal(refused))
    const raw = bytes.toString('latin1')
    const id = /^message-id:\s*(\S+)/imu.exec(raw)?.[1] ?? ''
    taken.set(id, (taken.get(id) ?? 0) + 1)
    if (now.keepsMails !== false) mails.set(address, [...(mails.get(address) ?? []), bytes.toString()])
    if (now.cuts?.(address)) {
      for (const connection of connectionsOf(server))
        if (connection.session.id === session.id) connection._socket.destroy()
      return
    }
    done()
  }

  async function open(): Promise<void> {
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      logger: false,
      closeTimeout: 10,
      onRcptTo: ({ address }, _session, done) => {
        const refused = service.ways.recipient?.(address)
        done(refused === undefined ? null : refusal(refused))
      },
      onData,
    })
    // Who hangs up, or was killed, is no fault of the service.
    server.on('error', () => {})
    const listening = server.listen(port, '127.0.0.1')
    await once(listening, 'listening')
    const address = listening.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    port = address.port
  }

  async function shut(): Promise<void> {
    for (const connection of connectionsOf(server)) connection._socket.destroy()
    const closing = server
    server = undefined
    if (closing !== undefined) await new Promise<void>((done) => closing.close(() => done()))
  }

  const service: MailService = {
    url: '',
    port: 0,
    taken,
    mails,
    ways,
    shut,
    open,
    [Symbol.asyncDispose]: shut,
  }
  await open()
  return Object.assign(service, { url: `smtp://127.0.0.1:${port}`, port })
}

type Connection = { session: { id: string }; _socket: { destroy(): void } }

function connectionsOf(server: SMTPServer | undefined): Connection[] {
  return server === undefined ? [] : [...(server as unknown as { connections: Set<Connection> }).connections]
}

function refusal(answer: string): Error {
  return Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) })
}
