/** Who calls an operation, and whether they may. */
import type { IncomingMessage } from 'node:http'
import type { Actor } from '../../db/schema.ts'
import { localOnlyError } from '../local.ts'
import { problem } from '../problem.ts'
import { anyone, signedIn } from '../route.ts'
import { isCrossSite } from '../same-site.ts'
import type { Exchange, Serving } from '../serving.ts'
import { tooMany, type Reply } from './api-reply.ts'

/** Where a call comes from. */
export type Caller = {
  /** The network address, where it is known: for limits and network prefixes, never to be kept. */
  address: string | undefined
  userAgent: string
  /** The page's, as its browser says. */
  origin: string | undefined
  /** From this very machine. */
  isHere: boolean
  /** The id of the session whose cookie came along. */
  session: string | undefined
}

/** Who calls what is for anyone. */
export const stranger: Actor = { kind: 'reader', id: 'stranger' }

export type Admitted = { actor: Actor; caller: Caller }
type WantedAct = { act: string; address: string | undefined }

/** Who asks, if they may; else what they are told. */
export async function admit(
  serving: Serving,
  { request }: Exchange,
  { act, address }: WantedAct,
): Promise<Admitted | Reply> {
  const { house, site } = serving
  const { authorization, cookie, origin, 'user-agent': userAgent = '' } = request.headers
  const principal = await site.api?.principalOf(house, { authorization, cookie, address })
  const wait = secondsToWait(serving, request, { actor: principal?.actor, address })
  if (wait > 0) return tooMany(`Too many requests. Wait ${wait} seconds.`, wait)
  // A request with a token does not come from another site's page: those cannot send one.
  if (isWriting(request) && principal?.actor.kind !== 'token' && isCrossSite(request.headers, house.config.origin))
    return { answer: problem('forbidden', 'This was sent by a page of another site.') }
  const refused = refusalOf(serving, principal?.actor, act)
  if (refused !== undefined) return refused
  const isHere = localOnlyError(request, house.config) === undefined
  const caller = { address, userAgent, origin, isHere, session: principal?.session }
  return { actor: principal?.actor ?? stranger, caller }
}

export function isWriting({ method }: IncomingMessage): boolean {
  return method !== 'GET' && method !== 'HEAD'
}

type Counted = { actor: Actor | undefined; address: string | undefined }

function secondsToWait({ site, ...serving }: Serving, request: IncomingMessage, { actor, address }: Counted): number {
  if (site.api === undefined) return 0
  const ofAll = serving.secondsToWait(site.api.limit, { readerId: actor?.id, address })
  if (ofAll > 0 || actor !== undefined || !isWriting(request)) return ofAll
  return serving.secondsToWait(site.api.strangerLimit, { readerId: undefined, address })
}

function refusalOf({ site }: Serving, actor: Actor | undefined, act: string): Reply | undefined {
  if (act === anyone) return undefined
  if (actor === undefined)
    return { answer: problem('signed-out', signIn), headers: ['WWW-Authenticate', 'Bearer realm="crier"'] }
  if (act === signedIn)
    return actor.kind === 'staff'
      ? undefined
      : { answer: problem('forbidden', 'This is for members who are signed in, not for programs.') }
  if (site.api?.can(actor, act)) return undefined
  const who = actor.kind === 'staff' ? `The role ${actor.role}` : 'This access token'
  return { answer: problem('forbidden', `${who} lacks ${act}.`) }
}

const signIn =
  'Sign in at /desk. Programs send an access token, "Authorization: Bearer crier_…": ' +
  '"crier tokens create" makes one on the server.'
