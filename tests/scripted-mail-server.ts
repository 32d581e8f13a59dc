import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

type Stage = 'greeting' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'end'
/** What is written as it stands (with its line ends), or what is done with the connection; undefined: nothing. */
type Reply = string | ((socket: Socket) => void) | undefined

const usual: Record<Stage, Reply> = {
  greeting: '220 mail.example ESMTP\r\n',
  EHLO: '250 mail.example\r\n',
  STARTTLS: '220 go on\r\n',
  AUTH: '235 come in\r\n',
  MAIL: '250 ok\r\n',
  RCPT: '250 ok\r\n',
  DATA: '354 go on\r\n',
  end: '250 taken\r\n',
}

/** A mail server on a bare socket, which can do what no real one would: `replies` say what it does at each stage. */
export async function aScriptedMailServer(replies: Partial<Record<Stage, Reply>> = {}) {
  const stages: Stage[] = []
  const commands: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    let [text, isData] = ['', false]
    const at = (stage: Stage) => {
      stages.push(stage)
      const reply = stage in replies ? replies[stage] : usual[stage]
      if (typeof reply === 'function') reply(socket)
      else if (reply !== undefined) socket.write(reply)
    }
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      for (let end = text.indexOf('\r\n'); end !== -1; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end)
        text = text.slice(end + 2)
        if (isData && line !== '.') continue
        if (!isData) commands.push(line)
        const word = line.split(/[ :]/u, 1)[0]?.toUpperCase().replace('HELO', 'EHLO')
        const stage = isData ? 'end' : word
        isData = stage === 'DATA'
        if (stage !== undefined && stage in usual) at(stage as Stage)
        else if (stage === 'QUIT') socket.end('221 bye\r\n')
      }
    })
    at('greeting')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    stages,
    commands,
    port,
    url: `smtp://127.0.0.1:${port}`,
    open: () => sockets.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
}

/** A reply that never ends, a byte at a time. */
export function dripping(text = '2'): (socket: Socket) => void {
  return (socket) => {
    const drip = setInterval(() => socket.write(text), 20)
    socket.on('close', () => clearInterval(drip))
  }
}
