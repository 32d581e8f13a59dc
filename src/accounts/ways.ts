/** Which ways to sign in this paper offers, and why. */
import type { House } from '../kit/house.ts'
import { hasPasswords } from './password-store.ts'

export type OfferedWay = { offered: boolean; why: string }
export type Ways = Record<'passkey' | 'email' | 'password', OfferedWay>

export async function waysOf(house: Pick<House, 'config' | 'db'>): Promise<Ways> {
  const [passkey, email] = [passkeyWay(house), emailWay(house)]
  const hasSome = await hasPasswords(house.db)
  return { passkey, email, password: passwordWay(passkey.offered, email.offered, hasSome) }
}

/** Browsers store passkeys under the paper's domain. */
export function rpIdOf({ config }: Pick<House, 'config'>): string {
  return new URL(config.origin).hostname
}

export function passkeyWay({ config }: Pick<House, 'config'>): OfferedWay {
  const { hostname, protocol } = new URL(config.origin)
  const isNumber = /^[\d.]+$|^\[/u.test(hostname)
  if (isNumber) return { offered: false, why: 'Passkeys need a domain name, and this paper’s address is a number.' }
  if (protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost'))
    return { offered: true, why: 'A passkey is the safest way: it cannot be guessed or given away.' }
  return { offered: false, why: 'Browsers allow passkeys only at an https address.' }
}

export function emailWay({ config }: Pick<House, 'config'>): OfferedWay {
  return config.smtp === undefined
    ? { offered: false, why: 'No mail server is set up (CRIER_SMTP_URL), so no link can be sent.' }
    : { offered: true, why: 'A link sent to your address lets you in when you are without your passkey.' }
}

function passwordWay(hasPasskeys: boolean, hasMail: boolean, hasSome: boolean): OfferedWay {
  if (!hasPasskeys) return { offered: true, why: 'Passkeys do not work at this address.' }
  if (!hasMail)
    return { offered: true, why: 'No mail server is set up, so a password is the way in if a passkey is lost.' }
  return hasSome
    ? { offered: true, why: 'Some members have a password from before.' }
    : { offered: false, why: 'Passkeys and links by mail are available, and both are safer.' }
}
