import { isoCBOR } from '@simplewebauthn/server/helpers'
import { createHash, createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'

type Options = { challenge: string; rp?: { id?: string }; rpId?: string }

/** What a browser and the authenticator in it do (WebAuthn, 6 and 7), with one key: ES256, attestation `none`. */
export type Authenticator = {
  /** To `navigator.credentials.create`. */
  register(options: Options): object
  /** To `navigator.credentials.get`. */
  signIn(options: Options, odd?: Odd): object
}

/** Where a forger has it otherwise. */
export type Odd = { origin?: string; rpId?: string; counter?: number; isVerified?: boolean; type?: string }

export function anAuthenticator(origin: string): Authenticator {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  let counter = 0
  const credential = { id: id.toString('base64url'), rawId: id.toString('base64url'), type: 'public-key' }

  return {
    register({ challenge, rp }) {
      const attested = Buffer.concat([Buffer.alloc(16), uint(2, id.length), id, Buffer.from(coseOf(publicKey))])
      const authData = Buffer.concat([headOf(rp?.id ?? '', 0x45, ++counter), attested])
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', new Uint8Array(authData)],
      ])
      return {
        ...credential,
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, origin).toString('base64url'),
          attestationObject: Buffer.from(isoCBOR.encode(attestation as never)).toString('base64url'),
          transports: ['internal'],
        },
      }
    },
    signIn({ challenge, rpId = '' }, odd = {}) {
      counter = odd.counter ?? counter + 1
      const authData = headOf(odd.rpId ?? rpId, odd.isVerified === false ? 0x01 : 0x05, counter)
      const said = clientData(odd.type ?? 'webauthn.get', challenge, odd.origin ?? origin)
      const signed = createSign('sha256').update(authData).update(createHash('sha256').update(said).digest())
      return {
        ...credential,
        clientExtensionResults: {},
        response: {
          clientDataJSON: said.toString('base64url'),
          authenticatorData: authData.toString('base64url'),
          signature: signed.sign(privateKey).toString('base64url'),
        },
      }
    },
  }
}

function headOf(rpId: string, flags: number, counter: number): Buffer {
  return Buffer.concat([createHash('sha256').update(rpId).digest(), uint(1, flags), uint(4, counter)])
}

function uint(bytes: number, value: number): Buffer {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntBE(value, 0, bytes)
  return buffer
}

function clientData(type: string, challenge: string, origin: string): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
}

/** RFC 9053, 7.1.1: EC2, ES256, P-256. */
function coseOf(key: KeyObject): Uint8Array {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  const point = [x, y].map((part) => new Uint8Array(Buffer.from(part, 'base64url')))
  return isoCBOR.encode(
    new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, point[0]],
      [-3, point[1]],
    ]) as never,
  )
}
