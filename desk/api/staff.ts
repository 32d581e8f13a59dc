import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { call, type Reply } from './client.ts'
import { sessionQuery } from './session.ts'

export type StaffMember = Reply<'GET /api/v1/staff'>['members'][number]

export const staffQuery = queryOptions({
  queryKey: ['staff'],
  queryFn: ({ signal }) => call('GET /api/v1/staff', { signal }),
})

/** After a change; perhaps it was one's own role. */
export function useFreshStaff(): () => Promise<unknown> {
  const client = useQueryClient()
  return () => Promise.all([client.invalidateQueries(staffQuery), client.invalidateQueries(sessionQuery)])
}
