/** Who is signed in, and what they may: asked once, and again when the server says that it has ended. */
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { call, type Reply } from './client.ts'

export type Session = Reply<'GET /api/v1/session'>
export type Member = NonNullable<Session['member']>

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => call('GET /api/v1/session', { signal }),
  staleTime: 60_000,
  // Whoever comes back to this tab may have signed in, or out, in another.
  refetchOnWindowFocus: 'always',
})

export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data
}

/** After signing in or out nothing that was fetched before may be shown. */
export function useFreshSession(): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    // Whoever is here stays known meanwhile, and the screen where it is.
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] })
    await client.fetchQuery({ ...sessionQuery, staleTime: 0 })
  }
}
