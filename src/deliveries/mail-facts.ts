import { Resolver } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import type { House } from '../kit/house.ts'
import { openConnection } from '../kit/smtp.ts'
import { subscriberToken } from '../subscriptions/token.ts'
import { mailboxFault } from './bounces/mailbox-fault.ts'
import type { MailFacts } from './deliverability.ts'
import { openEncoder } from './mail-encoding.ts'
import { letterFor } from './mail-message.ts'
import { someoneWhoLeft } from './sending-store.ts'
import { addressIn } from './ways/smtp.ts'

/** The DNS lookups used; tests have their own. */
export type Dns = Pick<Resolver, 'resolveTxt' | 'resolve4' | 'resolve6' | 'reverse'>

const dnsMs = 5_000
const connectMs = 10_000

export async function mailFacts(
  house: House,
  dns: Dns = new Resolver({ timeout: dnsMs, tries: 2 }),
): Promise<MailFacts> {
  const { mail } = house.settings.current()
  const { smtp, mail: secret, origin } = house.config
  const letter = exampleOf(house)
  const fromDomain = domainOf(typeof letter.from === 'string' ? addressIn(letter.from) : letter.from.address)
  const bounceDomain = mail.bounces === '' ? undefined : domainOf(mail.bounces)
  const { domain, selector } = mail.dkim
  return {
    provider: providerOf(house),
    fromDomain,
    bounceDomain,
    spf: await textsOf(dns, bounceDomain ?? fromDomain),
    dkim:
      domain === ''
        ? undefined
        : {
            domain,
            selector,
            privateKey: secret.dkimKey,
            records: await textsOf(dns, `${selector}._domainkey.${domain}`),
          },
    dmarc: await dmarcOf(dns, fromDomain),
    reverse: smtp && (await reverseOf(dns, new URL(smtp.url).hostname)),
    isEncrypted: smtp && (await isEncrypted(smtp.url)),
    oneClick: await oneClickOf(house),
    headers: headersOf(openEncoder().encode(letter)),
    origin,
    postalAddress: mail.postalAddress,
    hasMailbox: secret.bouncesUrl !== undefined,
    mailboxFault: (await mailboxFault(house))?.words,
  }
}

function providerOf({ settings, config }: Pick<House, 'settings' | 'config'>): MailFacts['provider'] {
  if (settings.current().mail.provider === 'postmark' && config.mail.postmarkToken !== undefined) return 'postmark'
  return config.smtp === undefined ? 'outbox' : 'smtp'
}

function exampleOf(house: House) {
  const words = { subject: 'Example', html: '<p>Example', text: 'Example', topic: 'example', listName: 'Alerts' }
  const recipient = { subscriberId: 1, publicId: 'a'.repeat(16), address: 'reader@example.org', addressId: 1 }
  return letterFor(house, { sending: { id: 1, kind: 'alert' }, words, recipient })
}

function headersOf(raw: Buffer): Map<string, string> {
  const [head = ''] = raw
    .toString()
    .replaceAll(/\r\n[ \t]+/gu, ' ')
    .split('\r\n\r\n', 1)
  return new Map(
    head.split('\r\n').map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}

/** An empty list if the name does not exist; undefined if nobody could say. */
async function textsOf(dns: Dns, name: string): Promise<string[] | undefined> {
  return orNone(dns.resolveTxt(name).then((records) => records.map((parts) => parts.join(''))))
}

async function orNone<Value>(asked: Promise<Value[]>): Promise<Value[] | undefined> {
  try {
    return await asked
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return code === 'ENODATA' || code === 'ENOTFOUND' ? [] : undefined
  }
}

/** For the domain itself, else the one above it (RFC 7489, 6.6.3, without a list of public suffixes). */
async function dmarcOf(dns: Dns, domain: string): Promise<string[] | undefined> {
  const own = await textsOf(dns, `_dmarc.${domain}`)
  const above = domain.slice(domain.indexOf('.') + 1)
  return own?.length === 0 && above.includes('.') ? textsOf(dns, `_dmarc.${above}`) : own
}

async function reverseOf(dns: Dns, host: string): Promise<MailFacts['reverse']> {
  const addresses = isIP(host) > 0 ? [host] : await addressesOf(dns, host)
  if (addresses === undefined) return undefined
  const found: { address: string; leadsBack: boolean }[] = []
  for (const address of addresses) {
    const names = (await orNone(dns.reverse(address))) ?? []
    const back = await Promise.all(names.map((name) => addressesOf(dns, name)))
    found.push({ address, leadsBack: back.flat().some((other) => other !== undefined && isSame(address, other)) })
  }
  return found
}

async function addressesOf(dns: Dns, name: string): Promise<string[] | undefined> {
  const [four, six] = [await orNone(dns.resolve4(name)), await orNone(dns.resolve6(name))]
  return four === undefined && six === undefined ? undefined : [...(four ?? []), ...(six ?? [])]
}

/** However they are written. */
function isSame(one: string, other: string): boolean {
  const kind = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
  if (kind(one) !== kind(other)) return false
  const list = new BlockList()
  list.addAddress(one, kind(one))
  return list.check(other, kind(other))
}

async function isEncrypted(url: string): Promise<boolean | undefined> {
  try {
    const connection = await openConnection(url, AbortSignal.timeout(connectMs))
    connection.close()
    return connection.secure
  } catch {
    return undefined
  }
}

/** The link of somebody who has already unsubscribed: doing so again changes nothing. */
async function oneClickOf(house: House): Promise<MailFacts['oneClick']> {
  const publicId = await someoneWhoLeft(house.db)
  if (publicId === undefined) return undefined
  try {
    const { status } = await house.fetch(`${house.config.origin}/-/alerts/${subscriberToken(house, publicId)}/leave`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
      maxRedirects: 0,
      maxBytes: 1_000_000,
    })
    return { status }
  } catch {
    return { status: 0 }
  }
}
