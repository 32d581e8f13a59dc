import { once } from 'node:events'
/** Words of strangers where a machine could take them for its own: a terminal, an old site's HTML, a table of ours. */
import { createServer } from 'node:http'
import { expect, test, vi } from 'vitest'
import { sanitizeStaffHtml } from '../../src/articles/sanitize.ts'
import { topicsCommand } from '../../src/cli/topics.ts'
import { system } from '../../src/kit/db/schema.ts'
import { forTerminal, openLog } from '../../src/kit/log.ts'
import { openFetch } from '../../src/kit/net.ts'
import { ensureTopic } from '../../src/topics/store.ts'
import { run } from '../cli-runs.ts'
import { aHouse } from '../house.ts'

test('a log on a terminal shows control characters, obeys none, and no word begins a line of its own', () => {
  const lines: string[] = []
  const log = openLog({ logLevel: 'info' }, { write: (line: string) => void lines.push(line) })
  log.error(
    {
      error: new Error('bad \u001b[2J\u009b31m\u202e file\n12:00:00 info  all is well'),
      name: 'a\u001b]0;x\u0007\nb',
    },
    'request failed',
  )
  const shown = forTerminal(lines[0] ?? '')
  expect(shown).not.toMatch(/[^\P{C}\n]/u)
  expect(shown).toContain('\\u{1b}[2J')
  const [first, second, ...others] = shown.trimEnd().split('\n')
  expect(first).toContain('a\\u{1b}]0;x\\u{7}\\nb')
  expect(second).toMatch(/^Error: bad/u)
  expect(others.every((line) => line.startsWith('  '))).toBe(true)
})

test.each([
  '<img src="http:/pixel.example/1.gif">',
  '<img src="https:pixel.example/1.gif">',
  '<img src="//pixel.example/1.gif">',
  '<img src="/\\pixel.example/1.gif">',
  '<img src="/&#9;/pixel.example/1.gif">',
  '<img src="/a.jpg" srcset="/a.jpg 1x, https:pixel.example/b 2x">',
  '<video poster="https:pixel.example/p.jpg"></video>',
  '<audio src="HTTP:pixel.example/a.mp3"></audio>',
])('HTML of an old site asks no other site for anything: %s', (source) => {
  expect(sanitizeStaffHtml(source).html).not.toContain('pixel.example')
})

test.each(['constructor', '__proto__', 'toString'])(
  'an answer packed as "%s" is one that was not asked for',
  async (coding) => {
    const server = createServer((_, response) =>
      response.writeHead(200, { 'content-encoding': coding }).end('x'),
    ).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const asked = openFetch({ allowLoopback: true })(`http://127.0.0.1:${port}/`)
    await expect(asked).rejects.toMatchObject({ fault: 'encoding' })
    await new Promise((done) => server.close(done))
  },
)

test('a command shows what a terminal would obey, and no word begins a line that looks like its own', async () => {
  await using house = await aHouse('sqlite')
  vi.stubEnv('CRIER_LOG_LEVEL', 'silent')
  vi.stubEnv('CRIER_DATA_DIR', house.location.replace(/\/house\.db$/u, ''))
  const name = 'Quay \u001b[2J\u001b]0;owned\u0007\u009b31m\u202egnp\nok       mail server'
  await house.write(system, (tx) => ensureTopic(tx, { name, slug: 'quay' }, house.clock.now()))
  try {
    const told = await run(topicsCommand(), 'list')
    expect(told.out).not.toMatch(/[^\P{Cc}\n]|\u202e|\nok/u)
    expect(told.out).toContain('\\u{1b}[2J')
    const json = await run(topicsCommand(), 'list', '--json')
    expect(json.out).not.toMatch(/[^\P{Cc}\n]|\u202e/u)
    expect(JSON.parse(json.out)).toMatchObject([{ name }])
  } finally {
    vi.unstubAllEnvs()
  }
})
