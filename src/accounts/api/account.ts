import { z } from 'zod'
import { withCookie } from '../../kit/http/guards/api-reply.ts'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { isFailure } from '../../kit/outcome.ts'
import { makeAccount } from '../make-account.ts'
import { openLink } from '../open-link.ts'
import { addPasskey, removePasskey, startPasskey } from '../passkeys.ts'
import { notLetIn } from '../refusals.ts'
import { passkeyWay } from '../ways.ts'
import {
  browserOptions,
  member,
  ownMember,
  registrationResponse,
  role,
  seenMember,
  signedInAnswer,
  signedInReply,
  token,
} from './shapes.ts'

export const accountOperations = [
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/session/link',
      id: 'openLink',
      summary: 'Say what a link is for; a sign-in link signs in, once somebody has pressed the button on its page',
      act: 'anyone',
      takesSecret: true,
      body: z.strictObject({ token }),
      reply: z.object({
        kind: z.enum(['first-run', 'invitation', 'sign-in']),
        role: role.nullable().meta({ description: 'The role of the account that is created with it.' }),
        name: z.string(),
        email: z.string().nullable(),
        member: member.nullable().meta({ description: 'Who is signed in now.' }),
      }),
      failures: ['unknown'],
    },
    async (house, { body, caller }) => {
      const opened = await openLink(house, { token: body.token, caller })
      if (isFailure(opened)) return opened
      const { cookie, member: signedIn, ...reply } = opened
      const said = { ...reply, member: signedIn === null ? null : seenMember(signedIn) }
      return cookie === undefined ? said : withCookie(said, cookie)
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/accounts',
      id: 'makeAccount',
      summary: 'Create an account with the first-start link or an invitation, and sign in',
      act: 'anyone',
      takesSecret: true,
      body: z.strictObject({
        token,
        name: z.string().min(1).max(400),
        email: z.string().min(1).max(1_000),
        password: z.string().max(1_000).optional(),
      }),
      reply: signedInReply,
      failures: ['unknown', 'conflict', 'invalid'],
    },
    async (house, { body: { token, name, email, password }, caller }) =>
      signedInAnswer(await makeAccount(house, { token, name, email, password, caller })),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/me/passkeys/options',
      id: 'startPasskey',
      summary: 'What the browser needs to create a passkey',
      act: 'signed-in',
      reply: browserOptions,
      failures: ['unknown', 'conflict'],
    },
    async (house, request) => {
      const own = await ownMember(house, request)
      if (isFailure(own)) return own
      const { offered, why } = passkeyWay(house)
      return offered
        ? { options: { ...(await startPasskey(house, request.actor, own)) } }
        : notLetIn('no-passkeys-here', 'conflict', why)
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/me/passkeys',
      id: 'addPasskey',
      summary: 'Store a passkey that the browser has created',
      act: 'signed-in',
      body: z.strictObject({ response: registrationResponse, name: z.string().max(400).optional() }),
      reply: z.object({ outcome: z.literal('added'), id: z.string(), name: z.string() }),
      failures: ['unknown', 'conflict', 'invalid'],
    },
    async (house, { actor, caller, body: { response, name } }) => {
      const own = await ownMember(house, { actor })
      if (isFailure(own)) return own
      const added = await addPasskey(house, actor, { member: own, response, name, caller })
      if (isFailure(added)) return added
      return { outcome: added.outcome, id: added.publicId, name: added.name }
    },
  ),
  apiRoute(
    {
      method: 'DELETE',
      path: '/api/v1/me/passkeys/:id',
      id: 'removePasskey',
      summary: 'Remove a passkey',
      act: 'signed-in',
      reply: z.object({ outcome: z.literal('removed') }),
      failures: ['unknown'],
    },
    async (house, { actor, params }) => {
      const own = await ownMember(house, { actor })
      return isFailure(own) ? own : removePasskey(house, actor, { member: own, id: params.id ?? '' })
    },
  ),
]
