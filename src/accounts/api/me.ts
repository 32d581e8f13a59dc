import { z } from 'zod'
import type { House } from '../../kit/house.ts'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { isFailure } from '../../kit/outcome.ts'
import type { Member } from '../member.ts'
import { changePassword, changeProfile, endSession, ownAccount } from '../own-account.ts'
import { confirmCodes, removeCodes, startCodes } from '../totp.ts'
import { member, ownMember, seenMember } from './shapes.ts'

const account = z.object({
  member,
  passkeys: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      createdAt: z.int(),
      usedAt: z.int().nullable(),
      domain: z.string().meta({ description: 'What it was made for.' }),
      opensHere: z.boolean().meta({ description: 'False if the paper has moved to another domain since.' }),
    }),
  ),
  sessions: z.array(
    z.object({
      id: z.string(),
      isThis: z.boolean(),
      way: z.string(),
      createdAt: z.int(),
      usedAt: z.int(),
      network: z.string().meta({ description: 'From where: 203.0.113.0/24.' }),
      device: z.string(),
    }),
  ),
  hasPassword: z.boolean(),
  hasCodes: z.boolean().meta({ description: 'A password alone is not enough.' }),
  recoveryCodesLeft: z.int(),
})

async function seenAccount(house: House, own: Member, session: string | undefined): Promise<z.input<typeof account>> {
  const { passkeys, sessions, ...rest } = await ownAccount(house, own)
  return {
    member: seenMember(own),
    passkeys: passkeys.map(({ publicId: id, rpId: domain, ...key }) => ({ ...key, id, domain })),
    sessions: sessions.map(({ publicId: id, ...each }) => ({ ...each, id, isThis: id === session })),
    ...rest,
  }
}

export const ownAccountOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/me',
      id: 'getAccount',
      summary: 'Your own account: passkeys, and where you are signed in',
      act: 'signed-in',
      reply: account,
      failures: ['unknown'],
    },
    async (house, { actor, caller }) => {
      const own = await ownMember(house, { actor })
      return isFailure(own) ? own : seenAccount(house, own, caller.session)
    },
  ),
  apiRoute(
    {
      method: 'PATCH',
      path: '/api/v1/me',
      id: 'changeAccount',
      summary: 'Change your own name, address or language',
      act: 'signed-in',
      body: z.strictObject({
        name: z.string().min(1).max(400).optional(),
        email: z.string().min(1).max(1_000).optional(),
        language: z
          .string()
          .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/u)
          .max(35)
          .optional(),
      }),
      reply: z.object({ outcome: z.literal('changed'), member }),
      failures: ['unknown', 'conflict', 'invalid'],
    },
    async (house, { actor, body }) => {
      const own = await ownMember(house, { actor })
      if (isFailure(own)) return own
      const changed = await changeProfile(house, actor, { member: own, change: body })
      return isFailure(changed) ? changed : { ...changed, member: seenMember(changed.member) }
    },
  ),
  apiRoute(
    {
      method: 'DELETE',
      path: '/api/v1/me/sessions/:id',
      id: 'endSession',
      summary: 'Sign another browser out',
      act: 'signed-in',
      reply: z.object({ outcome: z.literal('ended') }),
      failures: ['unknown'],
    },
    async (house, { actor, params: { id = '' } }) => {
      const own = await ownMember(house, { actor })
      return isFailure(own) ? own : endSession(house, actor, { member: own, id })
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/me/password',
      id: 'changePassword',
      summary: 'Set a password, or change it; all other browsers are signed out',
      act: 'signed-in',
      takesSecret: true,
      body: z.strictObject({
        password: z.string().min(1).max(1_000),
        current: z.string().max(1_000).optional().meta({ description: 'The current one, if there is one.' }),
      }),
      reply: z.object({ outcome: z.literal('changed'), endedSessions: z.int() }),
      failures: ['unknown', 'invalid'],
    },
    async (house, { actor, caller, body: { password, current } }) => {
      const own = await ownMember(house, { actor })
      return isFailure(own) ? own : changePassword(house, actor, { member: own, password, current, caller })
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/me/totp',
      id: 'startCodes',
      summary: 'Start setting up codes from an app, in addition to the password',
      act: 'signed-in',
      reply: z.object({ outcome: z.literal('started'), secret: z.string(), uri: z.string() }),
      isSecret: true,
      failures: ['unknown', 'conflict'],
    },
    async (house, { actor }) => {
      const own = await ownMember(house, { actor })
      return isFailure(own) ? own : startCodes(house, actor, own)
    },
  ),
  apiRoute(
    {
      method: 'PUT',
      path: '/api/v1/me/totp',
      id: 'confirmCodes',
      summary: 'Confirm with a code that the app is set up; the recovery codes are shown once',
      act: 'signed-in',
      takesSecret: true,
      body: z.strictObject({ code: z.string().min(1).max(100) }),
      reply: z.object({ outcome: z.literal('confirmed'), recoveryCodes: z.array(z.string()) }),
      isSecret: true,
      failures: ['unknown', 'conflict', 'invalid'],
    },
    async (house, { actor, body: { code } }) => {
      const own = await ownMember(house, { actor })
      return isFailure(own) ? own : confirmCodes(house, actor, { member: own, code })
    },
  ),
  apiRoute(
    {
      method: 'DELETE',
      path: '/api/v1/me/totp',
      id: 'removeCodes',
      summary: 'Turn codes off',
      act: 'signed-in',
      reply: z.object({ outcome: z.literal('removed') }),
      failures: ['unknown'],
    },
    async (house, { actor }) => {
      const own = await ownMember(house, { actor })
      return isFailure(own) ? own : removeCodes(house, actor, own)
    },
  ),
]
