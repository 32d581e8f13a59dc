import { z } from 'zod'
import { withCookie } from '../../kit/http/guards/api-reply.ts'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { roles } from '../../staff/acts.ts'
import { demoRoles, demoRolesOf, signInAsDemo } from '../demo.ts'
import { signInByPasskey, startPasskeySignIn } from '../passkeys.ts'
import { signOut } from '../sessions.ts'
import { requestSignInLink } from '../sign-in-link.ts'
import { signInByPassword } from '../sign-in.ts'
import { hasPublisher, memberByPublicId } from '../store.ts'
import { waysOf } from '../ways.ts'
import { authenticationResponse, browserOptions, member, seenMember, signedInAnswer, signedInReply } from './shapes.ts'

const way = z.object({ offered: z.boolean(), why: z.string().meta({ description: 'Why it is offered, or not.' }) })

export const sessionOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/session',
      id: 'getSession',
      summary: 'Who is signed in, and the ways to sign in',
      act: 'anyone',
      reply: z.object({
        member: member.nullable(),
        acts: z.array(z.string()).meta({ description: 'What they may do, even if only with their own stories.' }),
        ways: z.object({ passkey: way, email: way, password: way }),
        signedInAt: z.int().nullable().meta({ description: 'Some acts need a recent sign-in.' }),
        isFirstRun: z.boolean().meta({ description: 'Nobody has made an account yet.' }),
        demoRoles: z
          .array(z.enum(demoRoles))
          .meta({ description: 'In the demo: the roles that one click signs in as.' }),
      }),
    },
    async (house, { actor, caller }) => {
      const found = actor.kind === 'staff' ? await memberByPublicId(house.db, actor.id) : undefined
      return {
        member: found === undefined ? null : seenMember(found),
        acts: found === undefined ? [] : [...roles[found.role]],
        signedInAt: (actor.kind === 'staff' && actor.signedInAt) || null,
        ways: await waysOf(house),
        isFirstRun: !house.config.isDemo && !(await hasPublisher(house.db)),
        demoRoles: demoRolesOf(house, caller),
      }
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/session/passkey/options',
      id: 'startPasskeySignIn',
      summary: 'What the browser needs to ask for a passkey',
      act: 'anyone',
      reply: browserOptions,
    },
    async (house) => ({ options: { ...(await startPasskeySignIn(house)) } }),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/session/passkey',
      id: 'signInByPasskey',
      summary: 'Sign in with a passkey',
      act: 'anyone',
      body: z.strictObject({ response: authenticationResponse }),
      reply: signedInReply,
      failures: ['invalid'],
    },
    async (house, { body, caller }) =>
      signedInAnswer(await signInByPasskey(house, { response: body.response, caller })),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/session/email',
      id: 'requestSignInLink',
      summary: 'Ask for a link by mail; the answer is the same whether or not anybody has the address',
      act: 'anyone',
      body: z.strictObject({ email: z.string().min(1).max(1_000) }),
      reply: z.object({ outcome: z.literal('sent') }),
      failures: ['conflict', 'invalid'],
    },
    async (house, { body: { email }, caller }) => requestSignInLink(house, { email, caller }),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/session/password',
      id: 'signInByPassword',
      summary: 'Sign in with a password, and a code from an app if one was set up',
      act: 'anyone',
      takesSecret: true,
      body: z.strictObject({
        email: z.string().min(1).max(1_000),
        password: z.string().min(1).max(1_000),
        code: z.string().max(100).optional().meta({ description: 'From the app, or one of the recovery codes.' }),
      }),
      reply: signedInReply,
      failures: ['invalid'],
    },
    async (house, { body: { email, password, code }, caller }) =>
      signedInAnswer(await signInByPassword(house, { email, password, code, caller })),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/session/demo',
      id: 'signInAsDemo',
      summary: 'Sign in to the demo as one of its staff',
      act: 'anyone',
      body: z.strictObject({ role: z.enum(demoRoles) }),
      reply: signedInReply,
      failures: ['unknown'],
    },
    async (house, { body: { role }, caller }) => signedInAnswer(await signInAsDemo(house, { role, caller })),
  ),
  apiRoute(
    {
      method: 'DELETE',
      path: '/api/v1/session',
      id: 'signOut',
      summary: 'Sign out of this browser',
      act: 'anyone',
      reply: z.object({ outcome: z.literal('signed-out') }),
    },
    async (house, { actor, caller }) =>
      withCookie({ outcome: 'signed-out' as const }, await signOut(house, actor, caller.session)),
  ),
]
