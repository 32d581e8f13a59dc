/** Access tokens: how programs sign in (RFC 6750), each with the acts that somebody left to it. */
import { createHash, randomBytes } from 'node:crypto'
import { system, type Actor, type Db } from '../kit/db/schema.ts'
import { Unavailable } from '../kit/db/trouble.ts'
import type { House } from '../kit/house.ts'
import { publicId } from '../kit/ids.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failed, type Failure } from '../kit/outcome.ts'
import { visibleLines } from '../kit/visible.ts'
import { assertCan, isAct, type Act } from './acts.ts'
import { allTokens, insertToken, markRevoked, markUsed, tokenByHash, tokenExists, type StoredToken } from './store.ts'

const maxNameCharacters = 100
/** Last use is recorded to the minute: anything finer would be a write per request. */
const usedEveryMs = 60_000

export type NewToken = {
  /** What it is for: "Newsletter script". */
  name: string
  scopes: readonly Act[]
  /** Epoch milliseconds; null for one that ends when it is revoked. */
  expiresAt: number | null
}

/** `secret`: shown now and never again. */
export type TokenMade = { outcome: 'created'; publicId: string; secret: string } | Failure

export async function createToken(
  house: House,
  actor: Actor,
  { name, scopes, expiresAt }: NewToken,
): Promise<TokenMade> {
  assertCan(actor, 'token.manage')
  const at = house.clock.now()
  const tidy = name.normalize('NFC').replaceAll(/\s+/gu, ' ').trim()
  const fault = faultOf({ name: tidy, scopes, expiresAt }, at)
  if (fault !== undefined) return failed('invalid', fault)
  const id = publicId()
  // The prefix lets scanners of repositories know what has leaked.
  const secret = `crier_${randomBytes(32).toString('base64url')}`
  await house.write(actor, async (tx) => {
    await insertToken(tx, { publicId: id, name: tidy, sha256: hashOf(secret), scopes, at, expiresAt })
    await recordDeed(tx, {
      deed: 'token.create',
      subject: `token:${id}`,
      detail: { name: tidy, scopes, expiresAt },
      at,
    })
  })
  return { outcome: 'created', publicId: id, secret }
}

function faultOf({ name, scopes, expiresAt }: NewToken, at: number): string | undefined {
  if (name === '') return 'A token needs a name that says what it is for.'
  if (name.length > maxNameCharacters)
    return `The name of a token has at most ${maxNameCharacters} characters, not ${name.length}.`
  if (visibleLines(name) !== name) return 'The name of a token has control characters.'
  if (scopes.length === 0) return 'A token that may do nothing is of no use: say what it may do.'
  if (expiresAt !== null && expiresAt <= at) return 'The token would expire before it could be used.'
  return undefined
}

export type TokenRevoked = { outcome: 'revoked' | 'unchanged' } | Failure

/** From the next request on it opens nothing. */
export async function revokeToken(
  house: House,
  actor: Actor,
  { publicId }: { publicId: string },
): Promise<TokenRevoked> {
  assertCan(actor, 'token.manage')
  const at = house.clock.now()
  return house.write(actor, async (tx): Promise<TokenRevoked> => {
    if (!(await markRevoked(tx, publicId, at)))
      return (await tokenExists(tx, publicId))
        ? { outcome: 'unchanged' }
        : failed('unknown', `There is no token "${publicId}".`)
    await recordDeed(tx, { deed: 'token.revoke', subject: `token:${publicId}`, at })
    return { outcome: 'revoked' }
  })
}

export type ListedToken = Omit<StoredToken, 'id' | 'scopes'> & { scopes: Act[] }

export async function listTokens(db: Db): Promise<ListedToken[]> {
  return (await allTokens(db)).map(({ id: _, ...token }) => ({ ...token, scopes: actsIn(token.scopes) }))
}

/** The principal named by the Authorization header; undefined if its token is not valid. */
export async function tokenActor(house: House, authorization: string | undefined): Promise<Actor | undefined> {
  const [, secret] = /^bearer ([\w.~+/-]{20,200}=*)$/iu.exec(authorization ?? '') ?? []
  if (secret === undefined) return undefined
  const [token] = await tokenByHash(house.db, hashOf(secret))
  const at = house.clock.now()
  if (token === undefined || token.revokedAt !== null || (token.expiresAt !== null && token.expiresAt <= at))
    return undefined
  await noteUse(house, token, at)
  return { kind: 'token', id: token.publicId, scopes: actsIn(token.scopes) }
}

/** A house that cannot write still answers. */
async function noteUse(house: House, { id, lastUsedAt }: StoredToken, at: number): Promise<void> {
  if (lastUsedAt !== null && at - lastUsedAt < usedEveryMs) return
  try {
    await house.write(system, (tx) => markUsed(tx, id, at))
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
  }
}

/** Acts that this version does not know are ignored. */
function actsIn(scopes: string): Act[] {
  const names: string[] = JSON.parse(scopes)
  return names.filter(isAct)
}

/** Of 256 random bits: there is nothing that a slow hash would protect. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
