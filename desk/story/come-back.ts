import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { sessionQuery } from '../api/session.ts'
import type { Provider } from '../collaboration/provider.ts'

/**
 * The session has ended in mid-sentence: whoever sits here is asked to sign in, and the line is opened again then. To
 * whoever was writing the server says that they may not; that they are signed out is known by asking who is here.
 */
export function useComeBack(provider: Provider | undefined, isRefused: boolean): void {
  const client = useQueryClient()
  const { data } = useQuery(sessionQuery)
  const wasOut = useRef(false)
  const member = data?.member
  useEffect(() => {
    if (isRefused) void client.invalidateQueries(sessionQuery)
  }, [isRefused, client])
  useEffect(() => {
    if (isRefused && member === null) wasOut.current = true
    if (!isRefused || !member || !wasOut.current) return
    wasOut.current = false
    provider?.retry()
  }, [isRefused, member, provider])
}
