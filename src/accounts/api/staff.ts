import { z } from 'zod'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { ledgerEntries } from '../../kit/ledger-list.ts'
import { isFailure } from '../../kit/outcome.ts'
import { openInvitations } from '../link-store.ts'
import { changeStanding, inviteMember, removeMember, resetMember, withdrawInvitation } from '../staff.ts'
import { listedMembers, memberNames } from '../store.ts'
import { member, role, seenMember } from './shapes.ts'

const linked = z.object({
  outcome: z.literal('linked'),
  id: z.string(),
  link: z.string().meta({ description: 'Shown once.' }),
  expiresAt: z.int(),
})

/** The public id of `staff:ID` or `member:ID`; '' for whatever else there is. */
function memberIn(kind: 'staff' | 'member', text: string): string {
  return text.startsWith(`${kind}:`) ? text.slice(kind.length + 1) : ''
}

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
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/ledger',
      id: 'listLedger',
      summary: 'Who did what, newest first',
      act: 'ledger.read',
      query: z.strictObject({
        subject: z.string().max(200).optional().meta({ description: 'Such as article:12.' }),
        actor: z.string().max(200).optional().meta({ description: 'Such as staff:ID, or staff for all of them.' }),
        deed: z.string().max(100).optional().meta({ description: 'Such as article.publish, or article for all.' }),
        network: z.string().max(60).optional().meta({ description: 'Such as 203.0.113.0/24.' }),
        since: z.coerce.number().int().min(0).optional().meta({ description: 'Epoch milliseconds.' }),
        until: z.coerce.number().int().min(0).optional().meta({ description: 'Epoch milliseconds, exclusive.' }),
        limit: z.coerce.number().int().min(1).max(100).default(50),
        after: z.coerce.number().int().min(1).optional(),
      }),
      reply: z.object({
        entries: z.array(
          z.object({
            seq: z.int(),
            at: z.int(),
            actor: z.string(),
            actorName: z.string().nullable().meta({ description: 'Of a member.' }),
            deed: z.string(),
            subject: z.string(),
            subjectName: z.string().nullable().meta({ description: 'Of the member it was done to.' }),
            network: z.string().nullable(),
            detail: z.record(z.string(), z.unknown()),
          }),
        ),
        next: z.string().nullable().meta({ description: 'Ask again with this as `after`; null at the end.' }),
      }),
    },
    async ({ db }, { query: { after, limit, ...filter } }) => {
      const found = await ledgerEntries(db, { ...filter, limit, before: after })
      const names = await memberNames(
        db,
        found.entries.flatMap(({ actor, subject }) => [memberIn('staff', actor), memberIn('member', subject)]),
      )
      const entries = found.entries.map(({ detail: { from, ...detail }, ...entry }) => ({
        ...entry,
        actorName: names.get(memberIn('staff', entry.actor)) ?? null,
        subjectName: names.get(memberIn('member', entry.subject)) ?? null,
        network: typeof from === 'string' ? from : null,
        detail,
      }))
      return { entries, next: found.next === undefined ? null : String(found.next) }
    },
  ),
]
