import { connect } from 'node:net'
import { beforeAll, describe, expect, test } from 'vitest'
import { publishStory } from '../../src/importers/stories/publish.ts'
import { isCrossSite } from '../../src/kit/http/same-site.ts'
import { declaredQuery, readTarget } from '../../src/kit/http/target.ts'
import { codingFor } from '../../src/kit/page-cache/coding.ts'
import { clientAddress } from '../../src/kit/prefix-hash.ts'
import { oldQueries, readOldAddress } from '../../src/legacy/parse-legacy-url.ts'
import { newReaderId, readerCookie, readerIdFromCookie } from '../../src/readers/readers.ts'
import { routes } from '../../src/routes.ts'
import { aHouse, serve, type Served, type TestHouse } from '../house.ts'
import { growth } from './growth.ts'

/** An address has 4,096 characters at most, a head 16,384: within them anybody may send what they like. */
const longestAddress = 4_096
const longestHead = 16_384

const heavy = {
  marks: '%CC%81%CC%96',
  blanks: '%20',
  brackets: ')',
  quotes: '"',
  slashes: '/',
  digits: '1',
  numbers: '%F0%9D%9F%8F',
}
const headers = [
  'cookie',
  'user-agent',
  'accept',
  'accept-encoding',
  'if-none-match',
  'x-forwarded-for',
  'referer',
  'origin',
  'range',
]
const weights = [',', ';', '"', '1.', ':', 'a=b;', '127.0.0.1,', 'gzip;q=0,', ' ']

let house: TestHouse
let site: Served

beforeAll(async () => {
  house = await aHouse('sqlite', { CRIER_TRUSTED_PROXIES: '127.0.0.0/8' })
  site = await serve(house)
  const source = '---\nheadline: The quay\nslug: quay\npublished: -1h\n---\nWords.\n'
  await publishStory(house, { kind: 'operator', id: 'desk' }, { source, read: async () => undefined })
  return async () => {
    await site[Symbol.asyncDispose]()
    await house[Symbol.asyncDispose]()
  }
})

/** As it stands on the wire, without a client that would tidy it: the head of the answer, and the CPU time it took. */
async function onTheWire(path: string, head: Record<string, string> = {}): Promise<{ status: number; cpuMs: number }> {
  house.clock.advance(60_000)
  const lines = Object.entries({ host: 'x', connection: 'close', ...head }).map(([name, value]) => `${name}: ${value}`)
  const before = process.threadCpuUsage()
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(site.origin).port), '127.0.0.1')
    socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    let text = ''
    socket.setEncoding('latin1').on('data', (part) => (text += part))
    socket.on('close', () => resolve(text)).on('error', reject)
  })
  const { user, system } = process.threadCpuUsage(before)
  return { status: Number(/^HTTP\/1\.1 (\d+)/u.exec(answer)?.[1]), cpuMs: (user + system) / 1000 }
}

function filled(unit: string, taken: number, most: number): string {
  return unit.repeat(Math.floor((most - taken) / unit.length))
}

/** Every address of the product with one of its parts, or one value of its query, as heavy as an address may be. */
function addresses(unit: string): string[] {
  return routes
    .filter(({ method }) => method === 'GET')
    .flatMap((route) => {
      const path = route.path.replace('/*', '/x')
      const bare = (address: string) => address.replaceAll(/:\w+/gu, 'x')
      const value = filled(unit, path.length + 50, longestAddress)
      const parts = [...path.matchAll(/:\w+/gu)].map(([part]) => bare(path.replace(part, value)))
      const queries = 'queries' in route ? (route.queries ?? []) : []
      return [...parts, ...queries.map((name) => `${bare(path)}?${name}=${value}`)]
    })
}

describe('what stands in an address', () => {
  test.each(Object.entries(heavy))('may be %s on every route, and is answered', async (_, unit) => {
    for (const address of addresses(unit)) {
      const { status } = await onTheWire(address)
      expect([200, 301, 302, 303, 400, 401, 403, 404, 405, 410, 422, 429, 501], address.slice(0, 60)).toContain(status)
    }
  })

  test('costs little more than letters of that length', async () => {
    const cost = async (unit: string) => {
      let sum = 0
      for (const address of addresses(unit)) sum += (await onTheWire(address)).cpuMs
      return sum
    }
    await cost('y')
    const letters = Math.min(await cost('x'), await cost('z'))
    for (const unit of Object.values(heavy)) expect((await cost(unit)) / letters, unit).toBeLessThan(4)
  })

  test('ends at 4,096 characters, a name of a query at 30 values', async () => {
    expect(readTarget(`/${'x'.repeat(longestAddress)}`)).toBe('too-long')
    expect((await onTheWire(`/${'x'.repeat(longestAddress)}`)).status).toBe(414)
    expect(declaredQuery('choice=1&'.repeat(400), ['choice']).getAll('choice')).toHaveLength(30)
  })
})

describe('what stands in the head of a request', () => {
  test.each(headers)('may be anything in "%s", and the page is answered', async (name) => {
    for (const unit of weights) {
      const { status } = await onTheWire('/', { [name]: `x${filled(unit, 200, longestHead)}x` })
      expect(status, unit).toBe(200)
    }
    expect((await onTheWire('/', { [name]: 'x'.repeat(longestHead) })).status).toBe(431)
  })

  test('of signatures in cookies a few are checked', () => {
    const own = readerCookie(house, newReaderId()).split(';')[0] ?? ''
    const broken = `${own.slice(0, -3)}AAA; `
    expect(readerIdFromCookie(house, `${broken.repeat(4)}${own}`)).toBe(own.split(/[=.]/u)[1])
    expect(readerIdFromCookie(house, `${broken.repeat(5)}${own}`)).toBeUndefined()
    expect(readerIdFromCookie(house, `${'a=b; '.repeat(2_000)}${own}`)).toBe(own.split(/[=.]/u)[1])
  })

  test('an Accept-Encoding that no browser sends asks for plain bytes', () => {
    expect([codingFor('gzip, br'), codingFor(`gzip, br${','.repeat(1_000)}`)]).toEqual(['br', 'identity'])
  })
})

/** Up to the bounds. Beyond them it need not hold: Node's own URLSearchParams costs the square of the number of `&`. */
describe('twice as much is about twice the work', () => {
  const repeated = [...weights, 'p&', 'p=', '/', 'page/1/', '%CC%81']
  const texts = (n: number) => repeated.map((unit) => unit.repeat(n / unit.length))

  test.each(
    Object.entries({
      readTarget: (text: string) => readTarget(`/${text}`),
      declaredQuery: (text: string) => declaredQuery(text, oldQueries),
    }),
  )('in an address for %s', (_, read) => {
    expect(growth(longestAddress / 2, texts, read)).toBeLessThan(3)
  })

  test.each(
    Object.entries({
      codingFor,
      isCrossSite: (text: string) => isCrossSite({ origin: text, 'sec-fetch-site': text }, 'https://a.example'),
      clientAddress: (text: string) => clientAddress('127.0.0.1', text, ['127.0.0.0/8', '10.0.0.0/8', 'fd00::/8']),
      readerIdFromCookie: (text: string) => readerIdFromCookie(house, text),
    }),
  )('in a head for %s', (_, read) => {
    expect(growth(longestHead / 2, texts, read)).toBeLessThan(3)
  })

  test('in an old address, whatever it is', () => {
    const shapes = ['/files', '/page/1', '/1', '/tag', '/category/x', '/wp-content/uploads', '/feed', '/-1x1', '/date']
    const paths = (n: number) =>
      shapes.flatMap((shape) => {
        const long = shape.repeat(n / shape.length)
        return [long, `${long}/\n`, `/tag${long}/\nx`, `/files${long}\n`, `/wp-content/uploads/${long}.jpg`]
      })
    expect(growth(longestAddress / 2, paths, (path) => readOldAddress(path, new URLSearchParams()))).toBeLessThan(3)
  })
})
