/** What a value of the environment must be like, and in which words it is refused. */
import ipaddr from 'ipaddr.js'
import { createPrivateKey } from 'node:crypto'
import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { isPlain } from './kit/visible.ts'

/** Of every variable: what an editor or a shell left in it, and nobody sees. */
export function lookFault(value: string): string | undefined {
  if (!isPlain(value)) return 'has a line end, a control character, or one that turns the direction of text'
  return value === value.trim() ? undefined : 'has a blank at its beginning or its end'
}

export function folderFault(value: string): string | undefined {
  if (value.startsWith('~')) return 'begins with "~", which only a shell reads: write the whole path'
  return value.includes('://') ? 'must be a folder' : undefined
}

export function hostFault(value: string): string | undefined {
  return value === 'localhost' || isIP(value) !== 0 ? undefined : 'must be an address such as 127.0.0.1 or 0.0.0.0'
}

/** Receivers know RSA keys; of 1024 bits at least (RFC 8301, 3.2). */
export function dkimKeyFault(value: string): string | undefined {
  const fault = 'must be a private RSA key of 1024 bits or more, as "openssl genrsa 2048" writes it'
  try {
    const key = createPrivateKey(value)
    return key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 1024 ? undefined : fault
  } catch {
    return fault
  }
}

export function hookFault(value: string): string | undefined {
  return /^[\w.~-]{1,60}:[\w.~-]{20,200}$/u.test(value)
    ? undefined
    : 'must be a name and a password of 20 characters or more, letters and digits, such as postmark:4f0c…'
}

export function bouncesFault(value: string): string | undefined {
  const example = 'maildir:///var/mail/bounces or imaps://user:password@mail.example.org/INBOX'
  if (value.startsWith('maildir:///')) return undefined
  return urlFault(value, ['imap:', 'imaps:'], example)
}

export function urlFault(value: string, protocols: readonly string[], example: string): string | undefined {
  const fault = `must look like ${example}`
  if (!URL.canParse(value)) return fault
  const { protocol, hostname, port, username, password, pathname } = new URL(value)
  if (!protocols.includes(protocol) || hostname === '' || port === '0') return fault
  return [username, password, pathname].every(isEncoded)
    ? undefined
    : `${fault}; a percent sign in a name or password is written %25`
}

const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify']

/** A word for TLS that the driver does not know would be a connection without it. */
export function databaseFault(value: string): string | undefined {
  const fault = urlFault(value, ['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/name')
  if (fault !== undefined) return fault
  const mode = new URL(value).searchParams.get('sslmode')
  return mode === null || sslModes.includes(mode) ? undefined : `has an sslmode that is none of ${sslModes.join(', ')}`
}

function isEncoded(part: string): boolean {
  try {
    return decodeURIComponent(part) !== undefined
  } catch {
    return false
  }
}

export function originFault(value: string): string | undefined {
  const fault = urlFault(value, ['http:', 'https:'], 'https://lantern.example')
  if (fault !== undefined) return fault
  const { pathname, search, hash, username, password, hostname } = new URL(value)
  if (hostname.endsWith('.')) return 'must be an address without a full stop at its end'
  if (username !== '' || password !== '') return 'must be an address without a name or password'
  return pathname === '/' && search === '' && hash === ''
    ? undefined
    : 'must be an address without path, such as https://lantern.example'
}

/** Whatever stands in it besides scheme, host, port and path would be left out in silence. */
export function endpointFault(value: string): string | undefined {
  const fault = urlFault(value, ['http:', 'https:'], 'https://s3.example.org')
  if (fault !== undefined) return fault
  const { search, hash, username, password } = new URL(value)
  return search === '' && hash === '' && username === '' && password === ''
    ? undefined
    : 'must be an address alone: keys stand in CRIER_S3_KEY and CRIER_S3_SECRET'
}

/** As stores have them (Amazon's rules for buckets, and of old the underscore). */
export function bucketFault(value: string): string | undefined {
  return /^[A-Za-z0-9][\w.-]{1,253}[A-Za-z0-9]$/u.test(value)
    ? undefined
    : 'must be the name of a bucket: letters, digits, hyphens and full stops'
}

export function regionFault(value: string): string | undefined {
  return /^[\w-]{1,64}$/u.test(value) ? undefined : 'must be the name of a region, such as eu-west-1'
}

/** One mailbox, with a name before it or none (RFC 5322, 3.4): with two, mails would come from both. */
export function senderFault(value: string): string | undefined {
  const fault = 'must be an address such as news@lantern.example, or The Lantern <news@lantern.example>'
  const [, name = '', inBrackets, alone] = /^(?:([^<>]*)<([^<>]*)>|([^<>]*))$/u.exec(value) ?? []
  const address = inBrackets ?? alone ?? ''
  const [, domain = ''] = /^[^\s@"(),:;<>[\\\]]+@([^\s@]+)$/u.exec(address) ?? []
  if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/u.test(domainToASCII(domain))) return fault
  const bare = name.replace(/^\s*"(?:[^"\\]|\\.)*"\s*$/u, '')
  return /[",:;@\\[\]()]/u.test(bare)
    ? `${fault}; a name with a comma or the like stands in quotation marks`
    : undefined
}

export function proxiesFault(value: string): string | undefined {
  const wrong = splitList(value).find((entry) => entry !== 'loopback' && isIP(entry) === 0 && !isRange(entry))
  return wrong === undefined
    ? undefined
    : `must list addresses, ranges such as 10.0.0.0/8, or "loopback"; "${wrong}" is none of them`
}

function isRange(entry: string): boolean {
  return isIP(entry.split('/', 1)[0] ?? '') !== 0 && ipaddr.isValidCIDR(entry)
}

export function proxiesOf(value: string): string[] {
  return splitList(value).flatMap((entry) =>
    entry === 'loopback'
      ? ['127.0.0.0/8', '::1/128']
      : ipaddr.isValidCIDR(entry)
        ? [entry]
        : [`${entry}/${entry.includes(':') ? 128 : 32}`],
  )
}

function splitList(value: string): string[] {
  return value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}

export function wholeNumber(from: number, to: number): (value: string) => string | undefined {
  return (value) =>
    /^\d+$/u.test(value) && Number(value) >= from && Number(value) <= to
      ? undefined
      : `must be a whole number from ${from} to ${to}`
}

export function oneOf(choices: readonly string[]): (value: string) => string | undefined {
  return (value) => (choices.includes(value) ? undefined : `must be one of ${choices.join(', ')}`)
}
