import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * The door to pages for the person who started the server. Where a request comes from cannot be told for sure:
 * a proxy on this machine speaks for strangers, and other users of the machine sit at loopback too. So a key is shown
 * where the server was started; the first browser that brings it gets a cookie of this process, and the key opens
 * nothing any more.
 */
export type Door = {
  /** Whether a Cookie header (RFC 6265, 5.4) is of a browser that came in with a key. */
  knows(cookies: string | undefined): boolean
  /** Uses the key up, and makes the next one. Returns the Set-Cookie line, or undefined when this is not the key. */
  turn(key: string): string | undefined
  /** Somebody without a key has asked for this page; reported on the terminal, at most once a minute. */
  knock(path: string): void
  /** The address of a page with the key that opens now. */
  address(path: string): string
}

export type DoorOptions = {
  /** Names the cookie, so that two papers on one machine keep theirs: browsers tell hosts apart, and not ports. */
  paper: string
  origin(): string
  /** There is another key now. */
  onKey(door: Door): void
  /** `address`: of the page, with the key. */
  onKnock(path: string, address: string): void
  now?: () => number
}

const knockMs = 60_000

export function openDoor({ paper, origin, onKey, onKnock, now = Date.now }: DoorOptions): Door {
  const name = `crier-door-${createHash('sha256').update(paper).digest('hex').slice(0, 8)}`
  const secret = randomToken()
  let key = randomToken()
  let nextKnockAt = 0

  const door: Door = {
    knows: (cookies = '') => cookies.split(';').some((pair) => isSame(pair.trim(), `${name}=${secret}`)),
    turn(given) {
      if (!isSame(given, key)) return undefined
      key = randomToken()
      onKey(door)
      // For as long as the browser is open, for this host alone, for no script and no other site (RFC 6265bis, 4.1.2).
      return `${name}=${secret}; Path=/; HttpOnly; SameSite=Strict`
    },
    knock(path) {
      const at = now()
      if (at < nextKnockAt) return
      nextKnockAt = at + knockMs
      onKnock(path, door.address(path))
    },
    address: (path) => `${origin()}${path}?key=${key}`,
  }
  return door
}

/** 128 random bits. */
function randomToken(): string {
  return randomBytes(16).toString('base64url')
}

/** Takes the same time however much of it is right. */
function isSame(given: string, right: string): boolean {
  const [one, other] = [given, right].map((text) => createHash('sha256').update(text).digest())
  return one !== undefined && other !== undefined && timingSafeEqual(one, other)
}
