/** What the publisher sets: typed, in the database, read by everyone as a synchronous snapshot. */
import { sql } from 'kysely'
import { z } from 'zod'
import type { Clock } from './clock.ts'
import { defineChannel } from './db/commits.ts'
import { announce, engineOf, type Database } from './db/database.ts'
import type { Actor, Db } from './db/schema.ts'
import { Refusal } from './errors.ts'
import { baseOf, isKnownLanguage } from './languages.ts'
import { recordDeed } from './ledger.ts'
import { invalidate } from './page-cache/invalidate.ts'
import { settingsTag } from './page-cache/tag.ts'
import { reloading } from './reloading.ts'
import { isReservedPath } from './reserved.ts'

const mostInLine = 500
/** Control characters (ECMA-48) and what turns the direction of whatever follows: no name or label needs them. */
const unseen = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu
const line = z
  .string()
  .trim()
  .max(mostInLine)
  .refine((text) => text.search(unseen) === -1, {
    error: 'has a control character, or one that turns the direction of text',
  })

/** What a setting of one line takes of words that come from elsewhere. */
export function lineOf(words: string): string {
  const tidy = words.replaceAll(unseen, ' ').trim()
  return tidy.length <= mostInLine ? tidy : `${tidy.slice(0, mostInLine - 1).toWellFormed()}…`
}

/** A path here or a web address. A backslash would lead to another site: browsers read it as a slash. */
const link = /^(\/(?![/\\])|https?:\/\/)/u

export function isLink(href: string): boolean {
  return link.test(href)
}

const webAddress = z.url({ protocol: /^https?$/u })
const language = z
  .string()
  .regex(/^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$/u, { error: 'is not a language tag such as en or pt-BR', abort: true })
  .refine(isKnownLanguage, { error: 'is no language that is known here; a tag such as en or pt-BR is' })
const host = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/u, { error: 'is not a host name such as shop.example' })
const page = z
  .string()
  .regex(/^$|^(\/(?![/\\])|https?:\/\/)/u, {
    error: 'is not an address such as /about or https://lantern.example/about',
  })
  .default('')

const formerFolder = z
  .string()
  .max(300)
  .regex(/^(?:\/[^/?#\s\\]+)+$/u, { error: 'is not a folder such as /news' })

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
  /**
   * Where the site lived that was imported: folders that its addresses begin with (`/news`), and folders of its
   * uploads that are not WordPress's own (`/images`). Set by the import.
   */
  formerSite: z
    .strictObject({
      folders: z.array(formerFolder).max(20).default([]),
      uploads: z.array(formerFolder).max(20).default([]),
    })
    .prefault({}),
  social: z
    .array(z.strictObject({ name: line.min(1), url: webAddress }))
    .max(20)
    .default([]),
  menu: z
    .array(z.strictObject({ label: line.min(1), href: z.string().regex(link) }))
    .max(20)
    .default([]),
  footer: z
    .strictObject({
      copyrightHolder: line.default(''),
      copyrightSince: z.int().min(1600).max(3000).nullable().default(null),
      republicationTerms: z.string().max(2000).default(''),
      generalInformation: z.string().max(2000).default(''),
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
      disclosure: z.string().trim().max(1000).default(''),
    })
    .prefault({}),
  /**
   * `media` is the public id of the picture; without a `label` it says "Advertisement" in the language of the page.
   * Null: no slot on any page.
   */
  advertisement: z
    .strictObject({ media: z.string().min(1), alt: line, href: webAddress, label: line.default('') })
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
      lead: z
        .string()
        .startsWith('/', { error: 'must be the address of a story, such as /2026/11/bridge-hours' })
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

/** Follows the database, so that what another process sets is known here within moments. */
export async function openSettings(database: Database): Promise<SettingsReader> {
  let settings = await readSettings(database.db)
  const reload = reloading(
    () => readSettings(database.db),
    (read) => (settings = read),
  )
  const stop = database.commits.on(settingsChanged, { here: () => {}, elsewhere: reload })
  return { current: () => settings, reload, stop }
}

/** What of a house a change of settings needs; the house itself is made of settings. */
type SettingsHouse = Pick<Database, 'write'> & { clock: Clock; settings: SettingsReader }

/** Changes one setting by its dotted key. A list or a group that is set whole replaces what was there. */
export async function setSetting(
  house: SettingsHouse,
  { key, value, actor = { kind: 'staff', id: 'cli' } }: { key: string; value: unknown; actor?: Actor },
): Promise<void> {
  const [section = ''] = key.split('.')
  await house.write(actor, async (tx) => {
    // A section is one row: two changes in it follow one another, each on what the other left.
    if (engineOf(tx) === 'postgres') await sql`select pg_advisory_xact_lock(20261127)`.execute(tx)
    const changed = withValue(await readSettings(tx), key, value)
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
  const rows = await db.selectFrom('settings').select(['key', 'value']).execute()
  const parsed = settingsSchema.safeParse(Object.fromEntries(rows.map(({ key, value }) => [key, stored(key, value)])))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw damaged(String(issue?.path[0] ?? ''), issue === undefined ? '' : said(issue))
}

function stored(key: string, value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    throw damaged(key, 'it is not JSON')
  }
}

/** Written past this program, or by a later one. */
function damaged(key: string, why: string): Refusal {
  return new Refusal(
    'invalid',
    `The setting "${key}" in the database is damaged: ${why}. Restore the last backup; or remove its row (delete from settings where key = '${key}') and set it anew with "crier settings set".`,
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

/** A path that has {slug} as the last of its parts in braces. */
function isAddressOfStories(pattern: string): boolean {
  const slug = pattern.lastIndexOf('{slug}')
  const behind = pattern.slice(slug + '{slug}'.length)
  // Where a browser goes is what was written: no query, no fragment, no step up, no character that it leaves out.
  const isPath = /^\/[^?#%\\\p{Cc}\p{Cs}\p{Cf}\s]*$/u.test(pattern) && !/\/(?:\/|\.\.?(?:\/|$))/u.test(pattern)
  return isPath && slug !== -1 && !/[{}]/u.test(behind) && !isReservedPath(pattern)
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
