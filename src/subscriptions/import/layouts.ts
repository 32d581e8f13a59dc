/** Which system a list comes from, by the columns of its first line, and what its lines say. */

export type Layout = 'crier' | 'mailpoet' | 'newsletter' | 'ghost' | 'listmonk' | 'plain'

/** What a line says of somebody: `off` and what follows keep them from being brought in. */
export type Said = {
  address: string
  standing: 'on' | 'off' | 'unconfirmed' | 'bounced' | 'complained'
  /** BCP 47, where the list has it. */
  language: string | undefined
  /** When they agreed, where the list has it: epoch milliseconds. */
  consentAt: number | undefined
}

export type Reader = { layout: Layout; hasHead: boolean; read(cells: readonly string[]): Said }

const addressNames = [
  'email',
  'e-mail',
  'email address',
  'email_address',
  'e-mail address',
  'address',
  'subscriber',
  'mail',
  'e-mail-adresse',
  'adresse e-mail',
  'correo electrónico',
  'البريد الإلكتروني',
]
const timeNames = ['consent_at', 'created_at', 'created at', 'subscribed on', 'date', 'confirmed_at', 'confirmed at']
const stateNames = ['status', 'state', 'global status', 'subscribed_to_emails']

/** By the first line. Undefined where no column holds addresses. */
export function readerOf(first: readonly string[]): Reader | undefined {
  const names = first.map((name) => name.trim().toLowerCase())
  const at = (wanted: readonly string[]) => names.findIndex((name) => wanted.includes(name))
  const address = at(addressNames)
  // A list of addresses and nothing else has no head.
  const bare = address === -1 ? first.findIndex((cell) => cell.includes('@')) : -1
  if (address === -1 && bare === -1) return undefined
  if (bare !== -1) return { layout: 'plain', hasHead: false, read: (cells) => plain(cells[bare] ?? '') }
  const [state, time, language] = [at(stateNames), at(timeNames), at(['language', 'locale', 'lang'])]
  const layout = layoutOf(names)
  const read = (cells: readonly string[]): Said => ({
    address: addressIn(cells[address] ?? ''),
    standing: state === -1 ? 'on' : standingOf(cells[state] ?? '', layout),
    language: languageIn(cells[language] ?? ''),
    consentAt: timeIn(cells[time] ?? ''),
  })
  return { layout, hasHead: true, read }
}

function plain(cell: string): Said {
  return { address: addressIn(cell), standing: 'on', language: undefined, consentAt: undefined }
}

function layoutOf(names: readonly string[]): Layout {
  const has = (...wanted: string[]) => wanted.every((name) => names.includes(name))
  if (has('address', 'state', 'pace')) return 'crier'
  if (has('subscribed_to_emails')) return 'ghost'
  if (has('uuid', 'status') || has('attributes')) return 'listmonk'
  if (has('token', 'status')) return 'newsletter'
  if (has('list') || has('global status') || has('subscriber')) return 'mailpoet'
  return 'plain'
}

/** An apostrophe before a cell keeps spreadsheets from taking it for a formula; our own export sets it. */
function addressIn(cell: string): string {
  return cell.trim().replace(/^'(?=[=+\-@])/u, '')
}

const letters: Record<string, Said['standing']> = { c: 'on', s: 'unconfirmed', u: 'off', b: 'bounced', p: 'complained' }
const words: Record<string, Said['standing']> = {
  subscribed: 'on',
  confirmed: 'on',
  enabled: 'on',
  active: 'on',
  true: 'on',
  '1': 'on',
  inactive: 'on',
  unconfirmed: 'unconfirmed',
  waiting: 'unconfirmed',
  pending: 'unconfirmed',
  bounced: 'bounced',
  gone: 'bounced',
  cleaned: 'bounced',
  complained: 'complained',
  spam: 'complained',
}

/** What is not known to mean that they are on means that they are not. */
function standingOf(cell: string, layout: Layout): Said['standing'] {
  const word = cell.trim().toLowerCase()
  if (layout === 'newsletter') return letters[word] ?? 'off'
  return words[word] ?? (word === '' && layout === 'plain' ? 'on' : 'off')
}

function languageIn(cell: string): string | undefined {
  const tag = cell.trim().replaceAll('_', '-')
  return /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?$/u.test(tag) ? tag : undefined
}

/** A time as systems write it; seconds or milliseconds since 1970, or a date. */
function timeIn(cell: string): number | undefined {
  const text = cell.trim()
  if (/^\d{13}$/u.test(text)) return Number(text)
  if (/^\d{10}$/u.test(text)) return Number(text) * 1000
  if (!/^\d{4}-\d{2}-\d{2}/u.test(text) || text.length > 40) return undefined
  const at = Date.parse(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}/u.test(text) ? `${text.replace(' ', 'T').slice(0, 19)}Z` : text)
  return Number.isNaN(at) ? undefined : at
}
