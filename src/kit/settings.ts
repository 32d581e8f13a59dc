/** What the publisher sets: typed, in the database, read by everyone as a synchronous snapshot. */
import { sql } from 'kysely'
import { z } from 'zod'
import type { Clock } from './clock.ts'
import { defineChannel } from './db/commits.ts'
import { announce, engineOf, type Database } from './db/database.ts'
import type { Actor, Db } from './db/schema.ts'
import { Refusal } from './errors.ts'
import { baseOf } from './languages.ts'
import { recordDeed } from './ledger.ts'
import { invalidate } from './page-cache/invalidate.ts'
import { settingsTag } from './page-cache/tag.ts'
import { reloading } from './reloading.ts'
import {
  address,
  host,
  isAddressOfStories,
  isLink,
  isTimeZone,
  language,
  line,
  link,
  page,
  text,
  webAddress,
} from './setting-values.ts'
import { quoted } from './visible.ts'

const days = (standard: number) => z.int().min(1).max(3650).default(standard)

export const settingsSchema = z.strictObject({
  identity: z
    .strictObject({
      name: line.min(1).default('Untitled'),
      tagline: line.default(''),
      description: line.default(''),
      language: language.default('en'),
      timeZone: z.string().refine(isTimeZone, { error: 'is not a time zone such as Europe/Lisbon' }).default('UTC'),
      publicEmail: z.union([z.literal(''), z.email()]).default(''),
    })
    .prefault({}),
  /** Further ones that the site is published in, each below its own prefix: `/ar/`. */
  languages: z
    .array(language)
    .max(20)
    .refine((tags) => new Set(tags.map(baseOf)).size === tags.length, { error: 'names a language twice' })
    .default([]),
  urls: z
    .strictObject({
      articles: z
        .string()
        .max(500)
        .refine(isAddressOfStories, {
          error:
            'must be a path with {slug} that may have {yyyy}, {mm} and {dd}, and begins with nothing of the product',
        })
        .default('/{yyyy}/{mm}/{slug}'),
    })
    .prefault({}),
  social: z
    .array(z.strictObject({ name: line.min(1), url: webAddress }))
    .max(20)
    .default([]),
  menu: z
    .array(z.strictObject({ label: line.min(1), href: address.regex(link) }))
    .max(20)
    .default([]),
  footer: z
    .strictObject({
      copyrightHolder: line.default(''),
      copyrightSince: z.int().min(1600).max(3000).nullable().default(null),
      republicationTerms: text.max(2000).default(''),
      generalInformation: text.max(2000).default(''),
      containsAdvertisements: z.boolean().default(false),
    })
    .prefault({}),
  /** Without a `disclosure` of the publisher's own the house says it, in the language of the page. */
  affiliate: z
    .strictObject({
      domains: z.array(host).max(500).default([]),
      parameters: z
        .array(z.string().regex(/^[\w.-]{1,60}$/u))
        .max(100)
        .default([]),
      disclosure: text.trim().max(1000).default(''),
    })
    .prefault({}),
  /**
   * `media` is the public id of the picture; without a `label` it says "Advertisement" in the language of the page.
   * Null: no slot on any page.
   */
  advertisement: z
    .strictObject({ media: z.string().min(1).max(100), alt: line, href: webAddress, label: line.default('') })
    .nullable()
    .default(null),
  comments: z
    .strictObject({
      open: z.boolean().default(true),
      closeAfterDays: z.int().min(1).max(36500).nullable().default(null),
    })
    .prefault({}),
  /** Days after which a daily job forgets what nobody needs any more (site/forget.ts). */
  forget: z
    .strictObject({
      /** Words, name and address of a comment, from its rejection on. */
      rejectedComments: days(90),
      /** Links of mails, from when they have run out; with them an address that nobody confirmed or commented with. */
      links: days(7),
      /** That a mail was sent, to which address and with what subject. */
      mails: days(30),
      /** Jobs that failed for good, and what the server has noticed. */
      faults: days(90),
    })
    .prefault({}),
  feeds: z
    .strictObject({ content: z.enum(['full', 'teaser'], { error: 'is not full or teaser' }).default('full') })
    .prefault({}),
  /**
   * Drawn cards with the headline, for other sites that show a link: where a story has no lead picture, for every
   * story, or for none.
   */
  sharePictures: z
    .enum(['where-none', 'always', 'never'], { error: 'is not where-none, always or never' })
    .default('where-none'),
  /** Search engines of indexnow.org are told of each change when there is a key. */
  indexNow: z
    .strictObject({
      key: z
        .string()
        .regex(/^([a-zA-Z0-9-]{8,128})?$/u, { error: 'must be 8 to 128 letters, digits or hyphens, or empty' })
        .default(''),
      endpoint: webAddress.default('https://api.indexnow.org/indexnow'),
    })
    .prefault({}),
  /**
   * What schema.org's NewsMediaOrganization says of the publisher; only what is set is said. Addresses are pages of
   * this site (`/about`) or elsewhere.
   */
  organization: z
    .strictObject({
      legalName: line.default(''),
      foundingDate: z
        .string()
        .regex(/^(\d{4}(-\d{2}(-\d{2})?)?)?$/u, { error: 'is not a date such as 1987 or 1987-04-01' })
        .default(''),
      logo: page,
      publishingPrinciples: page,
      ethicsPolicy: page,
      correctionsPolicy: page,
      verificationFactCheckingPolicy: page,
      unnamedSourcesPolicy: page,
      actionableFeedbackPolicy: page,
      diversityPolicy: page,
      diversityStaffingReport: page,
      masthead: page,
      missionCoveragePrioritiesPolicy: page,
      noBylinesPolicy: page,
      ownershipFundingInfo: page,
    })
    .prefault({}),
  /**
   * `lead`: the address of the story that leads the front page; null: the newest with a picture. `blocks`: topics by
   * slug, in their order; null: those of the menu.
   */
  front: z
    .strictObject({
      lead: address
        .refine((path) => path.startsWith('/') && isLink(path), {
          error: 'must be the address of a story, such as /2026/11/bridge-hours',
        })
        .nullable()
        .default(null),
      blocks: z
        .array(z.strictObject({ topic: line.min(1), layout: z.enum(['lead', 'columns', 'briefs']).optional() }))
        .max(20)
        .nullable()
        .default(null),
      mostDiscussed: z.boolean().default(true),
      poll: z.boolean().default(true),
    })
    .prefault({}),
  /** "How this page was made" below every story. */
  colophon: z.boolean().default(false),
  demo: z.boolean().default(false),
  noindex: z.boolean().default(false),
})

export type Settings = z.infer<typeof settingsSchema>

export type SettingsReader = {
  current(): Settings
  reload(): Promise<void>
  stop(): void
}

const settingsChanged = defineChannel('settings')

/**
 * Follows the database, so that what another process sets is known here within moments. `isLenient`: what is damaged
 * has its defaults, for those who look at it or mend it.
 * @throws Refusal naming the first that is damaged
 */
export async function openSettings(
  database: Database,
  { isLenient = false }: { isLenient?: boolean | undefined } = {},
): Promise<SettingsReader> {
  const read = async () => (isLenient ? (await readLeniently(database.db)).settings : readSettings(database.db))
  let settings = await read()
  const reload = reloading(read, (fresh) => (settings = fresh))
  const stop = database.commits.on(settingsChanged, { here: () => {}, elsewhere: reload })
  return { current: () => settings, reload, stop }
}

/** A sentence for each row of the settings that cannot be read. */
export async function damagedSettings(db: Db): Promise<{ key: string; words: string }[]> {
  const { damage } = await readLeniently(db)
  return damage.map(({ key, why }) => ({ key, words: damaged(key, why).message }))
}

/** What of a house a change of settings needs; the house itself is made of settings. */
type SettingsHouse = Pick<Database, 'write'> & { clock: Clock; settings: SettingsReader }

/**
 * Changes one setting by its dotted key. A list or a group that is set whole replaces what was there. Mends a row that
 * is damaged: what can be read of it stays, the rest has its defaults.
 */
export async function setSetting(
  house: SettingsHouse,
  { key, value, actor = { kind: 'staff', id: 'cli' } }: { key: string; value: unknown; actor?: Actor },
): Promise<void> {
  const [section = ''] = key.split('.')
  await house.write(actor, async (tx) => {
    // A section is one row: two changes in it follow one another, each on what the other left.
    if (engineOf(tx) === 'postgres') await sql`select pg_advisory_xact_lock(20261127)`.execute(tx)
    const changed = withValue((await readLeniently(tx)).settings, key, value)
    const at = house.clock.now()
    const row = { key: section, value: JSON.stringify(changed[section]), changed_at: at }
    await tx
      .insertInto('settings')
      .values(row)
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: row.value, changed_at: at }))
      .execute()
    await invalidate(tx, [settingsTag], { hard: true })
    await announce(tx, settingsChanged, undefined)
    await recordDeed(tx, { deed: 'settings.set', subject: `setting:${key}`, detail: { value }, at })
  })
  await house.settings.reload()
}

/** Whether a paper was started in this database: to start one sets its name or at least its time zone. */
export async function isAnythingSet(db: Db): Promise<boolean> {
  return (await db.selectFrom('settings').select('key').limit(1).executeTakeFirst()) !== undefined
}

/** Every setting as `crier settings get` lists it. */
export function settingsRows(settings: Settings): { key: string; value: unknown }[] {
  return Object.entries(settings).flatMap(([section, value]): { key: string; value: unknown }[] =>
    isGroup(value)
      ? Object.entries(value).map(([name, inner]) => ({ key: `${section}.${name}`, value: inner }))
      : [{ key: section, value }],
  )
}

async function readSettings(db: Db): Promise<Settings> {
  const { settings, damage } = await readLeniently(db)
  const [first] = damage
  if (first !== undefined) throw damaged(first.key, first.why)
  return settings
}

type Damage = { key: string; why: string }

/** Row by row: what is damaged in one is no reason to lose the others. */
async function readLeniently(db: Db): Promise<{ settings: Settings; damage: Damage[] }> {
  const rows = await db.selectFrom('settings').select(['key', 'value']).orderBy('key').execute()
  const damage: Damage[] = []
  const whole: Record<string, unknown> = {}
  for (const { key, value } of rows) {
    const read = readRow(key, value)
    if (read.why !== undefined) damage.push({ key, why: read.why })
    if (read.value !== undefined) whole[key] = read.value
  }
  const parsed = settingsSchema.safeParse(whole)
  if (parsed.success) return { settings: parsed.data, damage }
  const [issue] = parsed.error.issues
  const key = String(issue?.path[0] ?? '')
  const without = settingsSchema.parse(Object.fromEntries(Object.entries(whole).filter(([name]) => name !== key)))
  return { settings: without, damage: [...damage, { key, why: issue === undefined ? '' : said(issue) }] }
}

/** What a row says, as far as it can be read, and why it cannot be. */
function readRow(key: string, stored: string): { value?: unknown; why?: string } {
  const section = Object.entries(settingsSchema.shape).find(([name]) => name === key)?.[1]
  if (section === undefined) return { why: 'this version knows no setting of that name' }
  const value = jsonOf(stored)
  if (value === undefined) return { why: 'it is not JSON' }
  const parsed = section.safeParse(value)
  if (parsed.success) return { value }
  const [issue] = parsed.error.issues
  const why = issue === undefined ? 'it cannot be read' : said(issue)
  if (!isGroup(value)) return { why }
  const sound = Object.entries(value).filter(([name, inner]) => section.safeParse({ [name]: inner }).success)
  return { value: Object.fromEntries(sound), why }
}

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

/** Written past this program, or by a later one. */
function damaged(key: string, why: string): Refusal {
  const remedy = Object.hasOwn(settingsSchema.shape, key)
    ? 'Set it anew with "crier settings set", which keeps what can be read of it'
    : 'Remove its row from the table "settings"'
  return new Refusal(
    'invalid',
    `The setting ${quoted(key)} in the database is damaged: ${why}. ${remedy}, or restore the last backup.`,
  )
}

function withValue(current: Settings, key: string, value: unknown): Record<string, unknown> {
  const [section = '', name, ...deeper] = key.split('.')
  const known: Record<string, unknown> = { ...current }
  const group = known[section]
  const exists =
    Object.hasOwn(known, section) &&
    deeper.length === 0 &&
    (name === undefined || (isGroup(group) && Object.hasOwn(group, name)))
  if (!exists) throw new Refusal('not-found', `There is no setting "${key}". "crier settings get" lists them all.`)
  known[section] = name === undefined ? value : { ...(isGroup(group) ? group : {}), [name]: value }
  const parsed = settingsSchema.safeParse(known)
  if (!parsed.success)
    throw new Refusal(
      'invalid',
      `${key} cannot be ${JSON.stringify(value)}: ${parsed.error.issues.map(said).join('; ')}. Nothing was changed.`,
    )
  return { ...parsed.data }
}

const kinds: Record<string, string> = {
  boolean: 'must be true or false',
  number: 'must be a number',
  int: 'must be a whole number',
  string: 'must be text',
  array: 'must be a list in JSON, such as ["one", "two"]',
  object: 'must be a group in JSON, such as {"name": "value"}',
}

/** Our own faults go on from "it"; zod's are sentences. */
function said({ message: given, ...issue }: z.core.$ZodIssue): string {
  const message = (issue.code === 'invalid_type' && given.startsWith('Invalid input') && kinds[issue.expected]) || given
  return /^[A-Z]/u.test(message) ? `${message[0]?.toLowerCase()}${message.slice(1)}` : `it ${message}`
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
