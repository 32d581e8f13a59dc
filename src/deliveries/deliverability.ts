/** What providers require of bulk senders, checked before they refuse: rules over facts. */
import { createPublicKey } from 'node:crypto'

/** What is known about how mail leaves this server. Undefined: could not be found out, or there is none. */
export type MailFacts = {
  provider: 'smtp' | 'postmark' | 'outbox'
  /** Domains of the sender's address and of the bounce address. */
  fromDomain: string
  bounceDomain: string | undefined
  /** TXT records, each joined: of the bounce domain, of the key's name, and of `_dmarc`. */
  spf: readonly string[] | undefined
  dkim:
    | { domain: string; selector: string; privateKey: string | undefined; records: readonly string[] | undefined }
    | undefined
  dmarc: readonly string[] | undefined
  /** The mail server's addresses, each with its names and whether one of them resolves back (RFC 1912, 2.1). */
  reverse: readonly { address: string; leadsBack: boolean }[] | undefined
  /** Whether the connection to the mail server was encrypted. */
  isEncrypted: boolean | undefined
  /** What the one-click address answered to a POST without cookies (RFC 8058). */
  oneClick: { status: number } | undefined
  /** Headers of a mail as it would go out, in lower case. */
  headers: ReadonlyMap<string, string>
  origin: string
  postalAddress: string
  /** Whether a mailbox is set from which bounces are collected; what was wrong with it at the last look. */
  hasMailbox: boolean
  mailboxFault: string | undefined
}

export type Finding = {
  rule: string
  verdict: 'ok' | 'wrong' | 'unknown'
  /** What was found, and what to do. */
  words: string
}

type Rule = (facts: MailFacts) => Omit<Finding, 'rule'> | undefined

const ok = (words: string) => ({ verdict: 'ok', words }) as const
const wrong = (words: string) => ({ verdict: 'wrong', words }) as const
const unknown = (words: string) => ({ verdict: 'unknown', words }) as const

const rules: Record<string, Rule> = {
  'a way out': ({ provider }) =>
    provider === 'outbox'
      ? wrong('No mail leaves this server: set CRIER_SMTP_URL and CRIER_MAIL_FROM, or CRIER_POSTMARK_TOKEN.')
      : ok(`Mail leaves by ${provider === 'smtp' ? 'an SMTP server' : 'Postmark'}.`),
  SPF({ spf, bounceDomain, fromDomain }) {
    const domain = bounceDomain ?? fromDomain
    if (spf === undefined) return unknown(`The SPF record of ${domain} could not be looked up in the DNS.`)
    const records = spf.filter((record) => /^v=spf1(?: |$)/iu.test(record))
    if (records.length === 0)
      return wrong(
        `${domain} has no SPF record: add a TXT record such as "v=spf1 mx -all" that names your mail server.`,
      )
    if (records.length > 1) return wrong(`${domain} has ${records.length} SPF records, which counts as none: keep one.`)
    if (/ \+?all(?: |$)/iu.test(records[0] ?? ''))
      return wrong(`The SPF record of ${domain} lets everybody send: end it with "~all" or "-all".`)
    return ok(`${domain} has an SPF record. Check that it names the server that sends your mail.`)
  },
  DKIM({ dkim }) {
    if (dkim === undefined)
      return unknown('Crier does not sign mails, so your mail server must; or set mail.dkim and CRIER_DKIM_KEY.')
    const name = `${dkim.selector}._domainkey.${dkim.domain}`
    if (dkim.privateKey === undefined) return wrong('mail.dkim names a domain, but CRIER_DKIM_KEY holds no key.')
    if (dkim.records === undefined) return unknown(`${name} could not be looked up in the DNS.`)
    const published = dkim.records.map((record) => /(?:^|;)\s*p=([^;]*)/u.exec(record)?.[1]?.replaceAll(/\s/gu, ''))
    const ours = publicKeyOf(dkim.privateKey)
    if (published.includes(ours)) return ok(`The key in ${name} is the one mails are signed with.`)
    const todo = `add a TXT record ${name} with "v=DKIM1; k=rsa; p=${ours}".`
    return wrong(
      published.length === 0 ? `There is no key in the DNS: ${todo}` : `${name} has a different key: ${todo}`,
    )
  },
  DMARC({ dmarc, fromDomain, bounceDomain, dkim }) {
    if (dmarc === undefined) return unknown(`_dmarc.${fromDomain} could not be looked up in the DNS.`)
    const record = dmarc.find((text) => /^v=DMARC1\s*;/u.test(text))
    if (record === undefined)
      return wrong(`${fromDomain} has no DMARC record: add a TXT record _dmarc.${fromDomain} with "v=DMARC1; p=none".`)
    if (!/;\s*p=(?:none|quarantine|reject)\b/u.test(record))
      return wrong(`The DMARC record of ${fromDomain} has no policy: add at least "p=none".`)
    const aligned = [dkim?.domain, bounceDomain].filter(
      (domain) => domain !== undefined && isAligned(domain, fromDomain),
    )
    return aligned.length > 0 || bounceDomain === undefined
      ? ok(`${fromDomain} has a DMARC record, and mails are aligned with it.`)
      : wrong(
          `Neither the signature's domain nor that of bounces (${bounceDomain}) belongs to ${fromDomain}, ` +
            'where mails come from: providers then count them as unauthenticated.',
        )
  },
  'reverse DNS'({ reverse, provider }) {
    if (provider !== 'smtp') return undefined
    if (reverse === undefined) return unknown('The names of the mail server could not be looked up.')
    const lost = reverse.filter(({ leadsBack }) => !leadsBack).map(({ address }) => address)
    return lost.length === 0
      ? ok('The addresses of the mail server have reverse DNS entries that match.')
      : wrong(`${lost.join(', ')}: no matching reverse DNS entry. Ask the network's operator for a PTR record.`)
  },
  TLS({ isEncrypted, provider }) {
    if (provider !== 'smtp') return undefined
    if (isEncrypted === undefined) return wrong('The mail server cannot be reached: check CRIER_SMTP_URL.')
    return isEncrypted
      ? ok('The connection to the mail server is encrypted.')
      : wrong('The connection to the mail server is not encrypted: use smtps://, or a server that offers STARTTLS.')
  },
  'one click to leave'({ oneClick, origin }) {
    if (!origin.startsWith('https://'))
      return wrong(`Links in mails start with ${origin}: providers want https (RFC 8058). Set CRIER_URL.`)
    if (oneClick === undefined) return unknown('The link could not be tried: nobody has unsubscribed yet.')
    if (oneClick.status === 200) return ok('A POST to the unsubscribe link answers 200.')
    return wrong(
      `A POST to the unsubscribe link answers ${oneClick.status}. ` +
        'It must be 200, without a redirect or a password: check what is in front of the paper.',
    )
  },
  headers({ headers }) {
    const missing = wanted.filter((name) => !headers.has(name))
    if (missing.length > 0) return wrong(`Mails have no ${missing.join(', ')}.`)
    return headers.get('list-unsubscribe-post') === 'List-Unsubscribe=One-Click'
      ? ok('Mails name their list and how to unsubscribe.')
      : wrong('List-Unsubscribe-Post must be exactly "List-Unsubscribe=One-Click" (RFC 8058).')
  },
  'postal address': ({ postalAddress }) =>
    postalAddress.trim() === ''
      ? wrong(
          'The law requires the publisher\'s postal address in every mail: "crier settings set mail.postalAddress …".',
        )
      : ok('Mails carry the postal address of the publisher.'),
  bounces({ bounceDomain, provider, hasMailbox, mailboxFault }) {
    if (mailboxFault !== undefined) return wrong(`Bounces are not collected. ${mailboxFault}`)
    return (bounceDomain === undefined || !hasMailbox) && provider === 'smtp'
      ? wrong('Bounces are not collected: set mail.bounces to an address, and CRIER_BOUNCES_URL to its mailbox.')
      : ok('Bounces come back and are collected.')
  },
}

const wanted = ['list-id', 'list-unsubscribe', 'list-unsubscribe-post', 'message-id', 'date', 'from', 'auto-submitted']

/** In the order in which to fix them. */
export function findingsOf(facts: MailFacts): Finding[] {
  return Object.entries(rules).flatMap(([rule, look]) => {
    const found = look(facts)
    return found === undefined ? [] : [{ rule, ...found }]
  })
}

/** Relaxed alignment (RFC 7489, 3.1), without a list of public suffixes: one domain equals the other or is below it. */
function isAligned(domain: string, from: string): boolean {
  return domain === from || domain.endsWith(`.${from}`) || from.endsWith(`.${domain}`)
}

function publicKeyOf(privateKey: string): string {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64')
}
