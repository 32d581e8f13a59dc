import { queryOptions, useQuery } from '@tanstack/react-query'
import { call, type Reply } from './client.ts'

export type Medium = Reply<'GET /api/v1/media/:id'>

export const mediumQuery = (id: string) =>
  queryOptions({
    queryKey: ['medium', id],
    queryFn: ({ signal }) => call('GET /api/v1/media/:id', { params: { id }, signal }),
    enabled: id !== '',
    staleTime: Infinity,
  })

/** A picture or file of the paper by its public id; undefined while it is not known yet. */
export function useMedium(id: string): { medium: Medium | undefined; isMissing: boolean } {
  const { data, isError } = useQuery(mediumQuery(id))
  return { medium: data, isMissing: isError }
}
