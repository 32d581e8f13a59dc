/** The second factor of a password: codes of an app (RFC 6238), and codes on paper for when it is lost. */
import type { Actor, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { publicId } from '../kit/ids.ts'
import { recordDeed } from '../kit/ledger.ts'
import type { Failure } from '../kit/outcome.ts'
import { assertFresh } from './fresh.ts'
import type { Member } from './member.ts'
import { notLetIn } from './refusals.ts'
import { hashOf } from './secret.ts'
import {
  confirmTotp,
  deleteTotp,
  putRecoveryCodes,
  startTotp,
  takeRecoveryCode,
  takeStep,
  totpOf,
} from './totp-store.ts'

const stepMs = 30_000
/** Clocks differ: the code before and the one after are taken too. */
const window = 1
const recoveryCodes = 10
/** To find the phone and scan a picture. */
const setUpMs = 5 * 60_000

/** Loaded when somebody has a second factor, not in every server. */
const otpauth = () => import('otpauth')

/** `uri`: for the app, as a picture that its camera reads; `secret`: to be typed. */
export type TotpStarted = { outcome: 'started'; secret: string; uri: string } | Failure

/** @throws Refusal when they have not just signed in */
export async function startCodes(house: House, actor: Actor, member: Member): Promise<TotpStarted> {
  await assertFresh(house, actor)
  const { Secret, TOTP } = await otpauth()
  const secret = new Secret({ size: 20 })
  const at = house.clock.now()
  const isNew = await house.write(actor, (tx) => startTotp(tx, member.id, secret.base32, at))
  if (!isNew) return notLetIn('codes-there', 'conflict', 'Codes are already set up. Remove them first to start again.')
  const issuer = house.settings.current().identity.name
  const uri = new TOTP({ issuer, label: member.email ?? member.name, secret }).toString()
  return { outcome: 'started', secret: secret.base32, uri }
}

/** `recoveryCodes`: shown now and never again. */
export type TotpConfirmed = { outcome: 'confirmed'; recoveryCodes: string[] } | Failure

/**
 * From the next sign-in with the password on, a code is asked for.
 * @throws Refusal when they have not just signed in
 */
export async function confirmCodes(
  house: House,
  actor: Actor,
  { member, code }: { member: Member; code: string },
): Promise<TotpConfirmed> {
  await assertFresh(house, actor, setUpMs)
  const at = house.clock.now()
  const totp = await totpOf(house.db, member.id)
  if (totp === undefined || totp.confirmedAt !== null)
    return notLetIn('codes-not-begun', 'conflict', 'No code is expected: start setting up codes first.')
  const step = await stepOf(totp.secret, code, at)
  if (step === undefined)
    return notLetIn(
      'code-wrong',
      'invalid',
      'This code does not match. Check that both clocks are right, then enter the next code.',
    )
  const codes = Array.from({ length: recoveryCodes }, newRecoveryCode)
  return house.write(actor, async (tx): Promise<TotpConfirmed> => {
    if (!(await confirmTotp(tx, member.id, step, at)))
      return notLetIn('codes-there', 'conflict', 'Codes are already set up.')
    await putRecoveryCodes(
      tx,
      member.id,
      codes.map((each) => hashOf(bare(each))),
    )
    await recordDeed(tx, { deed: 'totp.add', subject: `member:${member.publicId}`, at })
    return { outcome: 'confirmed', recoveryCodes: codes }
  })
}

/** @throws Refusal when they have not just signed in */
export async function removeCodes(
  house: House,
  actor: Actor,
  member: Member,
): Promise<{ outcome: 'removed' } | Failure> {
  await assertFresh(house, actor)
  const at = house.clock.now()
  return house.write(actor, async (tx): Promise<{ outcome: 'removed' } | Failure> => {
    if (!(await deleteTotp(tx, member.id))) return notLetIn('no-codes', 'unknown', 'No codes are set up.')
    await recordDeed(tx, { deed: 'totp.remove', subject: `member:${member.publicId}`, at })
    return { outcome: 'removed' }
  })
}

/** Whether this code is good now, and the first to be so. Whoever has set none up needs none. */
export async function takeCodeIn(
  tx: Tx,
  { memberId, code, at }: { memberId: number; code: string | undefined; at: number },
): Promise<boolean> {
  const totp = await totpOf(tx, memberId)
  if (totp === undefined || totp.confirmedAt === null) return true
  if (code === undefined) return false
  const step = await stepOf(totp.secret, code, at)
  if (step !== undefined) return takeStep(tx, memberId, step)
  return takeRecoveryCode(tx, memberId, hashOf(bare(code)), at)
}

/** The time step that a code belongs to; undefined when it fits none that may be. */
async function stepOf(secret: string, code: string, at: number): Promise<number | undefined> {
  const token = code.replaceAll(/\s/gu, '')
  if (!/^\d{6}$/u.test(token)) return undefined
  const { Secret, TOTP } = await otpauth()
  const delta = new TOTP({ secret: Secret.fromBase32(secret) }).validate({ token, timestamp: at, window })
  return delta === null ? undefined : Math.floor(at / stepMs) + delta
}

/** 120 random bits, which a plain hash is enough for. */
function newRecoveryCode(): string {
  return `${publicId()}${publicId()}`.slice(0, 24).replaceAll(/.{4}(?=.)/gu, '$&-')
}

function bare(code: string): string {
  return code.toLowerCase().replaceAll(/[^a-z\d]/gu, '')
}
