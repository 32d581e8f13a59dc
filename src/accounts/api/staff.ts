import { z } from 'zod'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { isFailure } from '../../kit/outcome.ts'
import { openInvitations } from '../link-store.ts'
import { changeStanding, inviteMember, removeMember, resetMember, withdrawInvitation } from '../staff.ts'
import { listedMembers } from '../store.ts'
import { member, role, seenMember } from './shapes.ts'

const linked = z.object({
  outcome: z.literal('linked'),
  id: z.string(),
  link: z.string().meta({ description: 'Shown once.' }),
  expiresAt: z.int(),
})

const personId = z.int().min(1).nullable()

export const staffOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/staff',
      id: 'listStaff',
      summary: 'Everybody who can sign in, and who is invited',
      act: 'staff.manage',
      reply: z.object({
        members: z.array(
          member.extend({
            personName: z.string().nullable(),
            createdAt: z.int(),
            lastSeenAt: z.int().nullable(),
            passkeys: z.int(),
            hasPassword: z.boolean(),
          }),
        ),
        invitations: z.array(
          z.object({
            id: z.string(),
            role,
            name: z.string(),
            email: z.string().nullable(),
            personId: z.int().nullable(),
            createdAt: z.int(),
            expiresAt: z.int(),
          }),
        ),
      }),
    },
    async ({ db, clock }) => ({
      members: (await listedMembers(db)).map(({ personName, lastSeenAt, passkeys, hasPassword, ...each }) => ({
        ...seenMember(each),
        ...{ personName, createdAt: each.createdAt, lastSeenAt, passkeys, hasPassword },
      })),
      invitations: (await openInvitations(db, clock.now())).map(({ publicId: id, ...each }) => ({ ...each, id })),
    }),
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/staff/invitations',
      id: 'inviteMember',
      summary: 'Create an invitation link; with a person, their stories belong to the new member',
      act: 'staff.manage',
      body: z.strictObject({
        role,
        name: z.string().max(400).optional(),
        email: z.string().min(1).max(1_000).optional(),
        personId: personId.optional(),
      }),
      reply: linked,
      isSecret: true,
      failures: ['unknown', 'conflict', 'invalid'],
    },
    async (house, { actor, body }) => inviteMember(house, actor, body),
  ),
  apiRoute(
    {
      method: 'DELETE',
      path: '/api/v1/staff/invitations/:id',
      id: 'withdrawInvitation',
      summary: 'Revoke an invitation: its link no longer creates an account',
      act: 'staff.manage',
      reply: z.object({ outcome: z.literal('withdrawn') }),
      failures: ['unknown'],
    },
    async (house, { actor, params: { id = '' } }) => withdrawInvitation(house, actor, { id }),
  ),
  apiRoute(
    {
      method: 'PATCH',
      path: '/api/v1/staff/:id',
      id: 'changeMember',
      summary: 'Change what somebody may do, or who they are in bylines',
      act: 'staff.manage',
      body: z.strictObject({ role: role.optional(), personId: personId.optional() }),
      reply: z.object({ outcome: z.literal('changed'), member }),
      failures: ['unknown', 'conflict'],
    },
    async (house, { actor, params: { id = '' }, body }) => {
      const changed = await changeStanding(house, actor, { id, change: body })
      return isFailure(changed) ? changed : { ...changed, member: seenMember(changed.member) }
    },
  ),
  apiRoute(
    {
      method: 'POST',
      path: '/api/v1/staff/:id/reset',
      id: 'resetMember',
      summary: 'Remove all of somebody’s ways to sign in, and create the one link that lets them back in',
      act: 'staff.manage',
      reply: linked,
      isSecret: true,
      failures: ['unknown'],
    },
    async (house, { actor, params: { id = '' } }) => resetMember(house, actor, { id }),
  ),
  apiRoute(
    {
      method: 'DELETE',
      path: '/api/v1/staff/:id',
      id: 'removeMember',
      summary: 'Remove somebody: they are signed out everywhere',
      act: 'staff.manage',
      reply: z.object({ outcome: z.literal('removed'), name: z.string() }),
      failures: ['unknown', 'conflict'],
    },
    async (house, { actor, params: { id = '' } }) => removeMember(house, actor, { id }),
  ),
]
