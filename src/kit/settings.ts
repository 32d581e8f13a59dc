/** What the publisher sets: typed, in the database, read by everyone as a synchronous snapshot. */
import { sql } from 'kysely'
import { z } from 'zod'
import { defineChannel } from './db/commits.ts'
import { announce, engineOf, type Database } from './db/database.ts'
import type { Db, Tx } from './db/schema.ts'
import { Refusal } from './errors.ts'
import { recordDeed } from './ledger.ts'
import { invalidate } from './page-cache/invalidate.ts'
import { settingsTag } from './page-cache/tag.ts'
import { reloading } from './reloading.ts'
import { quoted } from './visible.ts'

/** Every setting of the product. Each room adds its sections by declaration merging in its settings.ts. */
// oxlint-disable-next-line no-empty-interface
export interface Settings {}

/** The values of a room's sections. */
export type SectionsOf<Sections extends z.ZodRawShape> = z.output<z.ZodObject<Sections>>

/** All sections together: strict, and every one with its default. */
export type SettingsSchema = z.ZodObject<z.ZodRawShape, z.core.$strict>

export type SettingsReader = {
  current(): Settings
  reload(): Promise<void>
  /** Changes one in a transaction, as `setSetting` of the room `publication` does. */
  changeIn(tx: Tx, change: SettingChange): Promise<void>
  stop(): void
}

export type SettingChange = { key: string; value: unknown; at: number }

const settingsChanged = defineChannel('settings')

/**
 * Follows the database, so that what another process sets is known here within moments. `isLenient`: what is damaged
 * has its defaults, for those who look at it or mend it.
 * @throws Refusal naming the first that is damaged
 */
export async function openSettings(
  database: Database,
  schema: SettingsSchema,
  { isLenient = false }: { isLenient?: boolean | undefined } = {},
): Promise<SettingsReader> {
  const read = async () =>
    isLenient ? (await readLeniently(database.db, schema)).settings : readSettings(database.db, schema)
  let settings = await read()
  const reload = reloading(read, (fresh) => (settings = fresh))
  const stop = database.commits.on(settingsChanged, { here: () => {}, elsewhere: reload })
  return {
    current: () => settings,
    reload,
    changeIn: (tx, change) => changeIn(tx, schema, change),
    stop,
  }
}

/** A sentence for each row of the settings that cannot be read. */
export async function damagedSettings(db: Db, schema: SettingsSchema): Promise<{ key: string; words: string }[]> {
  const { damage } = await readLeniently(db, schema)
  return damage.map(({ key, why }) => ({ key, words: damaged(schema, key, why).message }))
}

/**
 * By its dotted key. A list or a group that is set whole replaces what was there. Mends a row that is damaged: what can
 * be read of it stays, the rest has its defaults.
 */
async function changeIn(tx: Tx, schema: SettingsSchema, { key, value, at }: SettingChange): Promise<void> {
  const [section = ''] = key.split('.')
  // A section is one row: two changes in it follow one another, each on what the other left.
  if (engineOf(tx) === 'postgres') await sql`select pg_advisory_xact_lock(20261127)`.execute(tx)
  const changed = withValue((await readLeniently(tx, schema)).settings, { schema, key, value })
  const row = { key: section, value: JSON.stringify(changed[section]), changed_at: at }
  await tx
    .insertInto('settings')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: row.value, changed_at: at }))
    .execute()
  await invalidate(tx, [settingsTag], { hard: true })
  await announce(tx, settingsChanged, undefined)
  await recordDeed(tx, { deed: 'settings.set', subject: `setting:${key}`, detail: { value }, at })
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

async function readSettings(db: Db, schema: SettingsSchema): Promise<Settings> {
  const { settings, damage } = await readLeniently(db, schema)
  const [first] = damage
  if (first !== undefined) throw damaged(schema, first.key, first.why)
  return settings
}

type Damage = { key: string; why: string }

/** Row by row: damage in one is no reason to lose the others. */
async function readLeniently(db: Db, schema: SettingsSchema): Promise<{ settings: Settings; damage: Damage[] }> {
  const rows = await db.selectFrom('settings').select(['key', 'value']).orderBy('key').execute()
  const damage: Damage[] = []
  const whole: Record<string, unknown> = {}
  for (const { key, value } of rows) {
    const read = readRow(schema, key, value)
    if (read.why !== undefined) damage.push({ key, why: read.why })
    if (read.value !== undefined) whole[key] = read.value
  }
  const parsed = schema.safeParse(whole)
  if (parsed.success) return { settings: settingsOf(parsed.data), damage }
  const [issue] = parsed.error.issues
  const key = String(issue?.path[0] ?? '')
  const without = schema.parse(Object.fromEntries(Object.entries(whole).filter(([name]) => name !== key)))
  return { settings: settingsOf(without), damage: [...damage, { key, why: issue === undefined ? '' : said(issue) }] }
}

/** Safe: the schema is made of the very sections that the type is made of (src/settings.ts). */
function settingsOf(parsed: Record<string, unknown>): Settings {
  return parsed as unknown as Settings
}

/** What a row says, as far as it can be read, and why it cannot be. */
function readRow(schema: SettingsSchema, key: string, stored: string): { value?: unknown; why?: string } {
  const section = Object.hasOwn(schema.shape, key) ? schema.shape[key] : undefined
  if (section === undefined) return { why: 'this version knows no setting of that name' }
  const value = jsonOf(stored)
  if (value === undefined) return { why: 'it is not JSON' }
  const parsed = z.safeParse(section, value)
  if (parsed.success) return { value }
  const [issue] = parsed.error.issues
  const why = issue === undefined ? 'it cannot be read' : said(issue)
  if (!isGroup(value)) return { why }
  const sound = Object.entries(value).filter(([name, inner]) => z.safeParse(section, { [name]: inner }).success)
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
function damaged(schema: SettingsSchema, key: string, why: string): Refusal {
  const remedy = Object.hasOwn(schema.shape, key)
    ? 'Set it anew with "crier settings set", which keeps what can be read of it'
    : 'Remove its row from the table "settings"'
  return new Refusal(
    'invalid',
    `The setting ${quoted(key)} in the database is damaged: ${why}. ${remedy}, or restore the last backup.`,
  )
}

function withValue(
  current: Settings,
  { schema, key, value }: { schema: SettingsSchema; key: string; value: unknown },
): Record<string, unknown> {
  const [section = '', name, ...deeper] = key.split('.')
  const known: Record<string, unknown> = { ...current }
  const group = known[section]
  const exists =
    Object.hasOwn(known, section) &&
    deeper.length === 0 &&
    (name === undefined || (isGroup(group) && Object.hasOwn(group, name)))
  if (!exists) throw new Refusal('not-found', `There is no setting "${key}". "crier settings get" lists them all.`)
  known[section] = name === undefined ? value : { ...(isGroup(group) ? group : {}), [name]: value }
  const parsed = schema.safeParse(known)
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
