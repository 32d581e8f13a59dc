/** What a returned mail says (RFC 3464), and which delivery it is about. */
import type { DeliveryName } from '../verp.ts'

export type Report = {
  /**
   * `gone`: the mailbox does not exist, or is closed. `failed`: it took nothing this time. `refused`: what was sent, or
   * who sent it, which says nothing of the mailbox.
   */
  kind: 'gone' | 'failed' | 'refused'
  /** In words for staff, without an address. */
  fault: string
}

/** A parsed mail: the addresses it was sent to, and its parts. */
export type ReturnedMail = {
  recipients: readonly string[]
  /** The text of each `message/delivery-status` part. */
  statuses: readonly string[]
  /** Message-IDs in the part of the original that it returns. */
  originals: readonly string[]
}

/** Undefined for anything but a final failure: out-of-office notes, delays, receipts, and what cannot be read. */
export function readReport({ statuses }: Pick<ReturnedMail, 'statuses'>): Report | undefined {
  for (const block of statuses.flatMap((text) => text.split(/(?:\r?\n){2,}/u))) {
    const fields = fieldsOf(block)
    const code = /^[45]\.\d{1,3}\.\d{1,3}/u.exec(fields.get('status') ?? '')?.[0]
    if (fields.get('action')?.toLowerCase() !== 'failed' || code === undefined) continue
    return { kind: kindOf(code), fault: `it came back: ${code}` }
  }
  return undefined
}

function kindOf(code: string): Report['kind'] {
  if (gone.has(code)) return 'gone'
  return refused.test(code) ? 'refused' : 'failed'
}

/** RFC 3463: protocol, content, and security or policy; a mail that is too long. */
const refused = /^[45]\.(?:[567]\.\d+|[23]\.[34])$/u

/** RFC 3463: no such mailbox, host or domain; moved; a domain that accepts no mail; closed. */
const gone = new Set(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1'])

function fieldsOf(block: string): Map<string, string> {
  const lines = block.replaceAll(/\r?\n[ \t]+/gu, ' ').split(/\r?\n/u)
  return new Map(
    lines.flatMap((line) => {
      const colon = line.indexOf(':')
      return colon > 0 ? [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const] : []
    }),
  )
}

/** The first delivery name that is ours: from the address it was sent to, else from the original. */
export function deliveryIn(
  { recipients, originals }: ReturnedMail,
  read: (address: string) => DeliveryName | undefined,
): DeliveryName | undefined {
  for (const address of [...recipients, ...originals]) {
    const name = read(address)
    if (name !== undefined) return name
  }
  return undefined
}
