import type { Check } from '../kit/checks.ts'

export const accountChecks: readonly Check[] = [
  {
    name: 'a newsroom has a publisher, and former members have no way in',
    run: async (db) => {
      const rows = await db
        .selectFrom('members')
        .select((is) => [
          'public_id as publicId',
          'role',
          'removed_at as removedAt',
          is.exists(is.selectFrom('sessions').select('id').whereRef('member_id', '=', 'members.id')).as('session'),
          is.exists(is.selectFrom('passkeys').select('id').whereRef('member_id', '=', 'members.id')).as('passkey'),
          is
            .exists(is.selectFrom('passwords').select('member_id').whereRef('member_id', '=', 'members.id'))
            .as('password'),
        ])
        .execute()
      // The demo's are made one by one, as somebody is them.
      const left = rows.filter(({ publicId, removedAt }) => removedAt === null && !publicId.startsWith('demo-'))
      const isLeaderless = left.length > 0 && !left.some(({ role }) => role === 'publisher')
      return [
        ...(isLeaderless ? ['there are members and no publisher: "crier staff add" invites one'] : []),
        ...rows
          .filter(({ removedAt, session, passkey, password }) => removedAt !== null && (session || passkey || password))
          .map(({ publicId }) => `member ${publicId} was removed and can still sign in`),
      ]
    },
  },
]
