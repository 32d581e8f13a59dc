import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { findingsOf, type MailFacts } from './deliverability.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
const dkim = {
  domain: 'lantern.example',
  selector: 'crier',
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  records: [`v=DKIM1; k=rsa; p=${published}`],
}

/** Of a paper with which all is well. */
const well: MailFacts = {
  provider: 'smtp',
  fromDomain: 'lantern.example',
  bounceDomain: 'bounce.lantern.example',
  spf: ['google-site-verification=1', 'v=spf1 mx -all'],
  dkim,
  dmarc: ['v=DMARC1; p=none'],
  reverse: [{ address: '192.0.2.1', leadsBack: true }],
  isEncrypted: true,
  oneClick: { status: 200 },
  headers: new Map([
    ['list-id', '"Alerts" <alerts.lantern.example>'],
    ['list-unsubscribe', '<https://lantern.example/-/alerts/x/leave>'],
    ['list-unsubscribe-post', 'List-Unsubscribe=One-Click'],
    ['message-id', '<a@lantern.example>'],
    ['date', 'Wed, 14 Oct 2026 12:00:00 +0000'],
    ['from', 'news@lantern.example'],
    ['auto-submitted', 'auto-generated'],
  ]),
  origin: 'https://lantern.example',
  postalAddress: '1 Harbour Street',
  hasMailbox: true,
  mailboxFault: undefined,
}

test('a paper with which all is well has nothing to mend', () => {
  expect(findingsOf(well).filter(({ verdict }) => verdict !== 'ok')).toEqual([])
})

const without = (name: string) => new Map([...well.headers].filter(([key]) => key !== name))

test.each<[rule: string, change: Partial<MailFacts>, remedy: RegExp]>([
  ['a way out', { provider: 'outbox' }, /CRIER_SMTP_URL/u],
  ['SPF', { spf: [] }, /no SPF record: add a TXT record/u],
  ['SPF', { spf: ['v=spf1 mx -all', 'v=spf1 a -all'] }, /keep one/u],
  ['SPF', { spf: ['v=spf1 +all'] }, /end it with "~all"/u],
  ['DKIM', { dkim: { ...dkim, records: [] } }, /add a TXT record crier\._domainkey\.lantern\.example/u],
  ['DKIM', { dkim: { ...dkim, records: ['v=DKIM1; p=AAAA'] } }, /has a different key/u],
  ['DKIM', { dkim: { ...dkim, privateKey: undefined } }, /CRIER_DKIM_KEY holds no key/u],
  ['DMARC', { dmarc: [] }, /"v=DMARC1; p=none"/u],
  ['DMARC', { dmarc: ['v=DMARC1; rua=mailto:a@b.example'] }, /no policy/u],
  ['DMARC', { dkim: { ...dkim, domain: 'other.example' }, bounceDomain: 'mailer.example' }, /unauthenticated/u],
  ['reverse DNS', { reverse: [{ address: '192.0.2.1', leadsBack: false }] }, /PTR record/u],
  ['TLS', { isEncrypted: false }, /STARTTLS/u],
  ['TLS', { isEncrypted: undefined }, /cannot be reached/u],
  ['one click to leave', { oneClick: { status: 302 } }, /answers 302/u],
  ['one click to leave', { origin: 'http://lantern.example' }, /https/u],
  ['headers', { headers: without('list-unsubscribe') }, /no list-unsubscribe/u],
  ['headers', { headers: new Map([...well.headers, ['list-unsubscribe-post', 'One-Click']]) }, /exactly/u],
  ['postal address', { postalAddress: ' ' }, /mail\.postalAddress/u],
  ['bounces', { bounceDomain: undefined }, /mail\.bounces/u],
  ['bounces', { hasMailbox: false }, /CRIER_BOUNCES_URL/u],
  [
    'bounces',
    { mailboxFault: 'The mailbox of bounces at x: it does not answer' },
    /not collected\. .* it does not answer/u,
  ],
])('%s: what is wrong is named, with its remedy (%#)', (rule, change, remedy) => {
  const wrong = findingsOf({ ...well, ...change }).filter(({ verdict }) => verdict === 'wrong')
  expect(wrong.map((finding) => finding.rule)).toContain(rule)
  expect(wrong.find((finding) => finding.rule === rule)?.words).toMatch(remedy)
})
