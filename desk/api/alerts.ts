import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call, Problem, type Body, type Reply } from './client.ts'

export type Alert = Reply<'GET /api/v1/alerts/:id'>
export type AlertState = Alert['state']
/** What an editor decides: the text, and who it is for. */
export type AlertWords = Body<'PATCH /api/v1/alerts/:id'>
export type Budget = Reply<'GET /api/v1/alerts/:id/budget'>

type Told = Reply<'GET /api/v1/alerts/:id/progress'>['sendings'][number]
type ChannelCounts = Told['counts'][number]
export type DeliveryState = Exclude<keyof ChannelCounts, 'channel'>
/** Of the counts those above nothing. */
export type Sending = Omit<Told, 'counts'> & {
  counts: { channel: ChannelCounts['channel']; state: DeliveryState; count: number }[]
}

export const alertStates = [
  ...(['draft', 'proposed', 'approved', 'sending'] as const),
  ...(['sent', 'withdrawn', 'lapsed', 'cancelled'] as const),
] satisfies AlertState[]
export const alertLevels = ['breaking', 'important', 'digest'] as const satisfies Alert['level'][]

/** In these states something moves by itself: it is asked after often. */
const moving: readonly AlertState[] = ['proposed', 'approved', 'sending']

export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: ['alert', id],
    queryFn: ({ signal }) => call('GET /api/v1/alerts/:id', { params: { id }, signal }),
    refetchInterval: ({ state: { data } }) => (data !== undefined && moving.includes(data.state) ? 2_000 : 10_000),
  })

/** How much readers were disturbed today. `hash` of what it is asked for: other words and topics, another answer. */
export const budgetQuery = ({ id, hash }: Pick<Alert, 'id' | 'hash'>) =>
  queryOptions({
    queryKey: ['alert-budget', id, hash],
    queryFn: ({ signal }) => call('GET /api/v1/alerts/:id/budget', { params: { id }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  })

/** Whom it would reach now, counted of what the server has. */
export const audienceQuery = ({ id, hash }: Pick<Alert, 'id' | 'hash'>) =>
  queryOptions({
    queryKey: ['alert-audience', id, hash],
    queryFn: ({ signal }) => call('GET /api/v1/alerts/:id/audience', { params: { id }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  })

function listed({ channel, ...counts }: ChannelCounts): Sending['counts'] {
  // Safe: beside the channel there are states alone.
  const pairs = Object.entries(counts) as [DeliveryState, number][]
  return pairs.filter(([, count]) => count > 0).map(([state, count]) => ({ channel, state, count }))
}

export const sendingsQuery = (id: string) =>
  queryOptions({
    queryKey: ['alert-sendings', id],
    queryFn: async ({ signal }) => {
      const { sendings } = await call('GET /api/v1/alerts/:id/progress', { params: { id }, signal })
      return { sendings: sendings.map((told): Sending => ({ ...told, counts: told.counts.flatMap(listed) })) }
    },
    refetchInterval: ({ state: { data } }) =>
      data === undefined || data.sendings.some(({ doneAt }) => doneAt === null) ? 1_500 : 10_000,
  })

/** A deed on an alert; what is known of it is asked again afterwards, whatever came of it. */
export function useAlertDeed<Input, Done>(id: string, run: (input: Input) => Promise<Done>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: run,
    onSettled: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['alert', id] }),
        client.invalidateQueries({ queryKey: ['alert-sendings', id] }),
        client.invalidateQueries({ queryKey: ['alerts'] }),
      ])
    },
  })
}

/** Whether somebody else has changed meanwhile what this was said of. */
export function isStale(error: Error | null): boolean {
  return error instanceof Problem && error.status === 412
}
