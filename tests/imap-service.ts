/** A mailbox of the outside world over IMAP (RFC 9051, RFC 3501): as much of it as reading mails takes. */
import { once } from 'node:events'
import { createServer as createPlain, type Server, type Socket } from 'node:net'
import { createServer as createSafe, TLSSocket } from 'node:tls'
import { certificate, certificateKey } from './push-certificate.ts'

export type KeptMail = { uid: number; raw: Buffer; flags: Set<string> }

/** What it does that a mailbox should not; can be changed at any time. */
export type ImapWays = {
  password?: string
  isReadOnly?: boolean
  keepsFlags?: boolean
  /** Commands that are never answered: `UID FETCH`. */
  silentAt?: string
  /** Mails that it says it cannot give out. */
  refuses?: (uid: number) => boolean
  /** Mails in the middle of whose text the connection is reset. */
  cuts?: (uid: number) => boolean
  startTls?: 'refused' | 'taken'
}

export type ImapService = {
  port: number
  ways: ImapWays
  mails: KeptMail[]
  validity: number
  add(raw: Buffer): KeptMail
  unseen(): number[]
  /** What was asked, without its tag and password. */
  asked: string[]
  bytesGiven: number
  open(): number
  [Symbol.asyncDispose](): Promise<void>
}

export async function anImapService({ isSafe = false, ...ways }: ImapWays & { isSafe?: boolean } = {}) {
  const sockets = new Set<Socket>()
  const credentials = { cert: certificate, key: certificateKey }
  const mails: KeptMail[] = []
  const service: ImapService = {
    port: 0,
    ways,
    mails,
    validity: 1,
    add(raw) {
      const mail = { uid: Math.max(0, ...mails.map(({ uid }) => uid)) + 1, raw, flags: new Set<string>() }
      mails.push(mail)
      return mail
    },
    unseen: () => mails.filter(({ flags }) => !flags.has('\\Seen')).map(({ uid }) => uid),
    asked: [],
    bytesGiven: 0,
    open: () => sockets.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
  const take = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    serve(service, socket)
    socket.write('* OK mailbox ready\r\n')
  }
  const server: Server = isSafe ? createSafe(credentials, take) : createPlain(take)
  // A client that turns away during its handshake is no fault of the mailbox.
  server.on('tlsClientError', () => {}).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  service.port = typeof address === 'object' && address !== null ? address.port : 0
  return service
}

type Session = { service: ImapService; socket: Socket; isIn: boolean }

/** Lines of commands, with the literals in them (RFC 9051, 4.3) put in quotes. */
function serve(service: ImapService, socket: Socket): void {
  const session: Session = { service, socket, isIn: false }
  let [bytes, line, literal] = [Buffer.alloc(0), '', 0]
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    for (;;) {
      if (literal > bytes.length) return
      if (literal > 0) line += `"${bytes.subarray(0, literal).toString()}"`
      bytes = bytes.subarray(literal)
      literal = 0
      const end = bytes.indexOf('\r\n')
      if (end === -1) return
      line += bytes.subarray(0, end).toString()
      bytes = bytes.subarray(end + 2)
      const [marked, length, isSent] = /\{(\d+)(\+?)\}$/u.exec(line) ?? []
      if (marked === undefined) {
        answer(session, line)
        line = ''
      } else {
        line = line.slice(0, -marked.length)
        literal = Number(length)
        if (isSent === '') socket.write('+ go on\r\n')
      }
    }
  })
}

function answer(session: Session, line: string): void {
  const { service, socket } = session
  const [, tag = '*', rest = ''] = /^(\S+) (.*)$/u.exec(line) ?? []
  const [, name = '', given = ''] = /^(UID \S+|\S+) ?(.*)$/u.exec(rest) ?? []
  const command = name.toUpperCase()
  service.asked.push(command === 'LOGIN' ? 'LOGIN' : rest)
  if (command === service.ways.silentAt) return
  const say = (...lines: string[]) => void socket.write(lines.map((each) => `${each}\r\n`).join(''))
  const end = (words = `OK ${command} done`) => say(`${tag} ${words}`)
  const known: Record<string, () => void> = {
    CAPABILITY() {
      say(`* CAPABILITY IMAP4rev1${service.ways.startTls === undefined ? '' : ' STARTTLS'}`)
      end()
    },
    NOOP: () => end(),
    STARTTLS: () => (service.ways.startTls === 'taken' ? startTls(session, end) : end('NO not now')),
    LOGIN() {
      session.isIn = given === `"bounces" "${service.ways.password ?? 'secret'}"`
      end(session.isIn ? 'OK come in' : 'NO [AUTHENTICATIONFAILED] Invalid credentials')
    },
    LIST() {
      say('* LIST () "/" "INBOX"')
      end()
    },
    LSUB: () => end(),
    SELECT: () => select(session, given, { say, end }),
    'UID SEARCH': () => {
      say(`* SEARCH ${service.unseen().join(' ')}`.trimEnd())
      end()
    },
    'UID FETCH': () => fetch(session, given, end),
    'UID STORE': () => store(session, given, { say, end }),
    LOGOUT() {
      say('* BYE see you')
      end()
      socket.end()
    },
  }
  const mayNot = !session.isIn && !['CAPABILITY', 'NOOP', 'STARTTLS', 'LOGIN', 'LOGOUT'].includes(command)
  if (mayNot || known[command] === undefined) return end('BAD this is not understood here')
  known[command]()
}

type Saying = { say(...lines: string[]): void; end(words?: string): void }

function startTls(session: Session, end: () => void): void {
  end()
  session.socket.removeAllListeners('data')
  const safe = new TLSSocket(session.socket, { isServer: true, cert: certificate, key: certificateKey })
  safe.on('error', () => {})
  serve(session.service, safe)
}

function select({ service }: Session, given: string, { say, end }: Saying): void {
  if (given.replaceAll('"', '').toUpperCase() !== 'INBOX') return end('NO there is no such mailbox')
  const flags = '\\Seen \\Deleted'
  say(`* ${service.mails.length} EXISTS`, `* FLAGS (${flags})`, `* OK [PERMANENTFLAGS (${flags})] kept`)
  say(`* OK [UIDVALIDITY ${service.validity}] UIDs valid`, `* OK [UIDNEXT ${service.mails.length + 1}] next`)
  end(service.ways.isReadOnly ? 'OK [READ-ONLY] selected' : 'OK [READ-WRITE] selected')
}

/** `UID FETCH 7 (UID BODY.PEEK[]<0.1000>)`: the text, or as much of it as is asked for. */
function fetch({ service, socket }: Session, given: string, end: (words?: string) => void): void {
  const [, number, from = '0', most = 'Infinity'] = /^(\d+) .*BODY\.PEEK\[\](?:<(\d+)\.(\d+)>)?/u.exec(given) ?? []
  const index = service.mails.findIndex(({ uid }) => uid === Number(number))
  const mail = service.mails[index]
  if (mail === undefined) return end()
  if (service.ways.refuses?.(mail.uid)) return end('NO [SERVERBUG] it cannot be read')
  const part = mail.raw.subarray(Number(from), Number(from) + Number(most))
  const isPart = most !== 'Infinity'
  socket.write(`* ${index + 1} FETCH (UID ${mail.uid} BODY[]${isPart ? `<${from}>` : ''} {${part.length}}\r\n`)
  if (service.ways.cuts?.(mail.uid)) {
    socket.write(part.subarray(0, Math.ceil(part.length / 2)), () => socket.resetAndDestroy())
    return
  }
  service.bytesGiven += part.length
  socket.write(part)
  socket.write(')\r\n')
  end()
}

function store({ service }: Session, given: string, { say, end }: Saying): void {
  const [, number, flags = ''] = /^(\d+) \+FLAGS(?:\.SILENT)? \(([^)]*)\)/u.exec(given) ?? []
  const index = service.mails.findIndex(({ uid }) => uid === Number(number))
  const mail = service.mails[index]
  if (service.ways.keepsFlags === false) return end('NO this mailbox keeps no flags')
  if (mail !== undefined) {
    for (const flag of flags.split(' ')) mail.flags.add(flag)
    say(`* ${index + 1} FETCH (UID ${mail.uid} FLAGS (${[...mail.flags].join(' ')}))`)
  }
  end()
}
