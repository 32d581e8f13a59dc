import { firstRunLink } from '../src/accounts/first-run.ts'
import { openSessionIn } from '../src/accounts/sessions.ts'
import { insertMember, memberByPublicId } from '../src/accounts/store.ts'
import type { OpenHouse } from '../src/house.ts'
import { operator, system } from '../src/kit/db/schema.ts'
import { publicId } from '../src/kit/ids.ts'
import type { Role } from '../src/staff/acts.ts'
import type { Served, TestHouse } from './house.ts'

export type Told = { status: number; json: any; cookie: string | undefined; headers: Headers }

export type Browser = {
  /** As the desk calls it: JSON, from the site's own pages, with the cookies that it was given. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Told>
  /** The Cookie header that it sends. */
  cookie(): string
  /** As if it had been stolen, or kept from before. */
  use(cookie: string): void
}

/** A browser that nobody has signed in with yet. */
export function aBrowser(house: TestHouse, site: Served): Browser {
  let cookie = ''
  return {
    cookie: () => cookie,
    use: (other) => (cookie = other),
    async call(method, path, body, headers) {
      const answer = await site.get(path, {
        method,
        headers: {
          Origin: house.config.origin,
          'Sec-Fetch-Site': 'same-origin',
          'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
          ...(cookie !== '' && { Cookie: cookie }),
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const [set] = answer.headers.getSetCookie()
      if (set !== undefined) cookie = set.startsWith('crier-session=;') ? '' : (set.split(';', 1)[0] ?? '')
      const text = await answer.text()
      return { status: answer.status, json: JSON.parse(text), cookie: set, headers: answer.headers }
    },
  }
}

/** The token of the link that the terminal shows at the first start. */
export async function firstToken(house: TestHouse): Promise<string> {
  const path = await firstRunLink(house, operator)
  return tokenIn(path ?? '')
}

export function tokenIn(link: string): string {
  return new URL(link, 'http://localhost').searchParams.get('token') ?? ''
}

export type SignedInBrowser = Browser & { id: string }

/** Somebody in this role, signed in. */
export async function signedInAs(house: TestHouse, site: Served, role: Role): Promise<SignedInBrowser> {
  const browser = aBrowser(house, site)
  const { id, cookie } = await aSession(house, { name: `The ${role}`, role })
  browser.use(cookie)
  return { ...browser, id }
}

/** A new member with an open session, and the Cookie header of it. */
export async function aSession(
  house: OpenHouse,
  { name, role }: { name: string; role: Role },
): Promise<{ id: string; cookie: string }> {
  const id = publicId()
  const at = house.clock.now()
  const made = { publicId: id, name, email: null, role, personId: null, language: 'en', at }
  await house.write(system, (tx) => insertMember(tx, made))
  return { id, cookie: await anotherSession(house, id) }
}

/** The Cookie header of one more session of a member. */
export async function anotherSession(house: OpenHouse, memberId: string): Promise<string> {
  const cookie = await house.write(system, async (tx) => {
    const member = await memberByPublicId(tx, memberId)
    if (member === undefined) throw new Error('there is no such member')
    const caller = { address: '127.0.0.1', userAgent: '', origin: undefined, isHere: true, session: undefined }
    return openSessionIn(tx, house, { member, way: 'link', caller })
  })
  return cookie.split(';', 1)[0] ?? ''
}
