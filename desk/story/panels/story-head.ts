/** All about a story but its words: its state, what may be done with it, and how to do that. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call, type Reply } from '../../api/client.ts'

export type StoryHead = Reply<'GET /api/v1/articles/:id'>
export type Finding = Reply<'GET /api/v1/articles/:id/preflight'>['findings'][number]

export const headQuery = (id: string) =>
  queryOptions({
    queryKey: ['story', id],
    queryFn: ({ signal }) => call('GET /api/v1/articles/:id', { params: { id }, signal }),
    refetchInterval: 15_000,
  })

export function useStoryHead(id: string) {
  return useQuery(headQuery(id))
}

/** A deed on a story; what is known of it and of the lists is asked again afterwards, whatever came of it. */
export function useStoryDeed<Input, Done>(id: string, run: (input: Input) => Promise<Done>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: run,
    onSettled: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['story', id] }),
        client.invalidateQueries({ queryKey: ['versions', id] }),
        client.invalidateQueries({ queryKey: ['preflight', id] }),
        client.invalidateQueries({ queryKey: ['stories'] }),
      ])
    },
  })
}
