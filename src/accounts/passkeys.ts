import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import type { Caller } from '../kit/http/guards/api-admission.ts'
import { publicId } from '../kit/ids.ts'
import { recordDeed } from '../kit/ledger.ts'
import { TakenBack, type Failure } from '../kit/outcome.ts'
import { answerOnceIn, challengeMs, isChallenge, newChallenge, type ChallengeFor } from './challenge.ts'
import { deviceOf } from './device.ts'
import { assertFresh } from './fresh.ts'
import { actorOfMember, tidyName, type Member } from './member.ts'
import {
  deletePasskey,
  insertPasskey,
  notePasskeyUse,
  passkeyByCredential,
  passkeysOf,
  type StoredPasskey,
} from './passkey-store.ts'
/** Passkeys (WebAuthn): the first way to sign in, wherever browsers allow them. */
import { notLetIn } from './refusals.ts'
import { networkOf, openSessionIn } from './sessions.ts'
import { memberById } from './store.ts'
import { rpIdOf } from './ways.ts'

/** Loaded when somebody first needs it. */
const webAuthn = () => import('@simplewebauthn/server')

/** EdDSA, ES256 and RS256 (RFC 9053, RFC 8812): what every authenticator has one of. */
const algorithms = [-8, -7, -257]

/** At this machine alone any port will do: nobody else can be called localhost. */
function originsOf({ config }: Pick<House, 'config'>, caller: Caller): string[] {
  const isHere = config.isLoopback && caller.origin !== undefined && /^http:\/\/localhost(:\d+)?$/u.test(caller.origin)
  return isHere && caller.origin !== undefined ? [config.origin, caller.origin] : [config.origin]
}

export async function startPasskeySignIn(house: House): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await webAuthn()
  return generateAuthenticationOptions({
    rpID: rpIdOf(house),
    challenge: newChallenge(house, 'sign-in'),
    timeout: challengeMs,
    userVerification: 'required',
  })
}

export type SignedIn = { outcome: 'signed-in'; member: Member; cookie: string } | Failure

/** The same whatever was wrong: who has which passkey is nobody's business. */
const noSuchPasskey = 'This passkey does not work here. Try again, or sign in another way.'

export async function signInByPasskey(
  house: House,
  { response, caller }: { response: AuthenticationResponseJSON; caller: Caller },
): Promise<SignedIn> {
  const passkey = await passkeyByCredential(house.db, response.id)
  const counter = passkey && (await verifiedCounter(house, passkey, response, caller))
  if (passkey === undefined || counter === undefined) return notLetIn('no-passkey', 'invalid', noSuchPasskey)
  const member = await memberById(house.db, passkey.memberId)
  if (member === undefined) return notLetIn('no-passkey', 'invalid', noSuchPasskey)
  const at = house.clock.now()
  return house.write(actorOfMember(member, networkOf(caller)), async (tx): Promise<SignedIn> => {
    if (!(await answerOnceIn(tx, challengeIn(response), at))) return notLetIn('no-passkey', 'invalid', noSuchPasskey)
    await notePasskeyUse(tx, passkey.id, counter, at)
    return { outcome: 'signed-in', member, cookie: await openSessionIn(tx, house, { member, way: 'passkey', caller }) }
  })
}

/** Undefined when it is not theirs who hold the key. */
async function verifiedCounter(
  house: House,
  { credentialId, publicKey, counter }: StoredPasskey,
  response: AuthenticationResponseJSON,
  caller: Caller,
): Promise<number | undefined> {
  const { verifyAuthenticationResponse } = await webAuthn()
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: (challenge) => isChallenge(house, 'sign-in', challenge),
      expectedOrigin: originsOf(house, caller),
      expectedRPID: rpIdOf(house),
      credential: { id: credentialId, publicKey: new Uint8Array(publicKey), counter },
    })
    return verified ? authenticationInfo.newCounter : undefined
  } catch (error) {
    house.log.warn({ way: 'passkey', error }, 'a sign-in failed')
    return undefined
  }
}

function challengeIn({ response }: AuthenticationResponseJSON | RegistrationResponseJSON): string {
  const { challenge } = JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString('utf8'))
  return String(challenge)
}

/** @throws Refusal when they have not just signed in */
export async function startPasskey(
  house: House,
  actor: Actor,
  member: Member,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  await assertFresh(house, actor)
  const { generateRegistrationOptions } = await webAuthn()
  const known = await passkeysOf(house.db, member.id)
  return generateRegistrationOptions({
    rpName: house.settings.current().identity.name,
    rpID: rpIdOf(house),
    userID: new TextEncoder().encode(member.publicId),
    userName: member.email ?? member.name,
    userDisplayName: member.name,
    challenge: newChallenge(house, registration(member)),
    timeout: challengeMs,
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: known.map(({ credentialId: id, transports }) => ({ id, transports: JSON.parse(transports) })),
    // Found by the browser itself, and opened by a finger, a face or a PIN: nobody types who they are.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

function registration({ publicId: id }: Member): ChallengeFor {
  return `register:${id}`
}

export type PasskeyAdded = { outcome: 'added'; publicId: string; name: string } | Failure

type NewPasskey = { member: Member; response: RegistrationResponseJSON; name: string | undefined; caller: Caller }

/**
 * Begun in time it is kept: the device has made it already, and would offer what opens nothing.
 * @throws Refusal when they have not just signed in
 */
export async function addPasskey(
  house: House,
  actor: Actor,
  { member, response, name, caller }: NewPasskey,
): Promise<PasskeyAdded> {
  await assertFresh(house, actor, challengeMs)
  const credential = await verifiedCredential(house, member, response, caller)
  if (credential === undefined)
    return notLetIn(
      'passkey-unchecked',
      'invalid',
      'This passkey could not be checked. It may have taken too long: try again.',
    )
  const at = house.clock.now()
  const id = publicId()
  const called = tidyName(name ?? '') ?? (deviceOf(caller.userAgent) || 'Passkey')
  return house.write(actor, async (tx): Promise<PasskeyAdded> => {
    const isNew = await insertPasskey(tx, {
      publicId: id,
      memberId: member.id,
      credentialId: credential.id,
      publicKey: credential.publicKey,
      counter: credential.counter,
      rpId: rpIdOf(house),
      transports: JSON.stringify(response.response.transports ?? []),
      name: called,
      at,
    })
    if (!isNew) return notLetIn('passkey-known', 'conflict', 'This passkey has already been added.')
    if (!(await answerOnceIn(tx, challengeIn(response), at)))
      throw new TakenBack(notLetIn('passkey-again', 'invalid', 'This passkey was sent before. Start again.'))
    await recordDeed(tx, { deed: 'passkey.add', subject: `member:${member.publicId}`, detail: { passkey: id }, at })
    return { outcome: 'added', publicId: id, name: called }
  })
}

async function verifiedCredential(house: House, member: Member, response: RegistrationResponseJSON, caller: Caller) {
  const { verifyRegistrationResponse } = await webAuthn()
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: (challenge) => isChallenge(house, registration(member), challenge),
      expectedOrigin: originsOf(house, caller),
      expectedRPID: rpIdOf(house),
      supportedAlgorithmIDs: algorithms,
    })
    return verified ? registrationInfo.credential : undefined
  } catch (error) {
    house.log.debug({ error }, 'a passkey was not taken')
    return undefined
  }
}

/**
 * From then on it opens nothing.
 * @throws Refusal when they have not just signed in
 */
export async function removePasskey(
  house: House,
  actor: Actor,
  { member, id }: { member: Member; id: string },
): Promise<{ outcome: 'removed' } | Failure> {
  await assertFresh(house, actor)
  const at = house.clock.now()
  return house.write(actor, async (tx): Promise<{ outcome: 'removed' } | Failure> => {
    if (!(await deletePasskey(tx, id, member.id)))
      return notLetIn('not-your-passkey', 'unknown', `You have no passkey "${id}".`)
    await recordDeed(tx, { deed: 'passkey.remove', subject: `member:${member.publicId}`, detail: { passkey: id }, at })
    return { outcome: 'removed' }
  })
}
