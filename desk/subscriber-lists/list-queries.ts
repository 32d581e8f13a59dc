import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call, type Reply } from '../api/client.ts'

export type List = Reply<'GET /api/v1/subscriber-imports/:id'>
export type Report = NonNullable<List['report']>

/** Looked at this often while something happens. */
const everyMs = 1_000

export function isUnderWay({ state }: Pick<List, 'state'>): boolean {
  return state === 'checking' || state === 'running'
}

export const listsQuery = queryOptions({
  queryKey: ['subscriber-lists'],
  queryFn: ({ signal }) => call('GET /api/v1/subscriber-imports', { query: { limit: 100 }, signal }),
  refetchInterval: ({ state: { data } }) => (data?.imports.some(isUnderWay) ? everyMs : false),
})

export const listQuery = (id: string) =>
  queryOptions({
    queryKey: ['subscriber-list', id],
    queryFn: ({ signal }) => call('GET /api/v1/subscriber-imports/:id', { params: { id }, signal }),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isUnderWay(data) ? everyMs : false),
  })

/** Something is done with a list: what is shown of it is asked for again. */
export function useListDeed<Done>(id: string, run: () => Promise<Done>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: run,
    onSettled: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['subscriber-list', id] }),
        client.invalidateQueries({ queryKey: ['subscriber-lists'] }),
      ])
    },
  })
}
