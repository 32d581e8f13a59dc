import type { House } from '../kit/house.ts'

type WithConfig = Pick<House, 'config'>

const maxAgeSeconds = 30 * 24 * 60 * 60
/** A browser may have older ones of other paths or domains. */
const maxTried = 5

export function sessionCookieName({ config }: WithConfig): string {
  return `${config.cookiePrefix}crier-session`
}

/** What a Cookie header (RFC 6265, 5.4) holds under that name. */
export function sessionSecrets(house: WithConfig, header = ''): string[] {
  const name = `${sessionCookieName(house)}=`
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(name))
    .slice(0, maxTried)
    .map((pair) => pair.slice(name.length))
    .filter((secret) => /^[\w-]{43}$/u.test(secret))
}

/** A Set-Cookie line (RFC 6265bis): for this site alone and no script. */
export function sessionCookie(house: WithConfig, secret: string, maxAge = maxAgeSeconds): string {
  const secure = house.config.secureCookies ? '; Secure' : ''
  return `${sessionCookieName(house)}=${secret}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure}`
}

export function clearedSessionCookie(house: WithConfig): string {
  return sessionCookie(house, '', 0)
}
