import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { sessionQuery } from '../api/session.ts'
import type { Provider, ProviderStatus } from '../collaboration/provider.ts'

/** The session has ended in mid-sentence: whoever sits here is asked to sign in, and the line is opened again then. */
export function useComeBack(provider: Provider | undefined, status: ProviderStatus | undefined): void {
  const client = useQueryClient()
  const { data, dataUpdatedAt } = useQuery(sessionQuery)
  const endedAt = useRef<number>(undefined)
  const isOut = status?.connection === 'refused' && status.reason === 'signed-out'
  const isIn = data?.member != null
  useEffect(() => {
    if (!isOut) return
    endedAt.current = Date.now()
    void client.invalidateQueries(sessionQuery)
  }, [isOut, client])
  useEffect(() => {
    if (isOut && isIn && endedAt.current !== undefined && dataUpdatedAt > endedAt.current) provider?.retry()
  }, [isOut, isIn, dataUpdatedAt, provider])
}
