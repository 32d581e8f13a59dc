import { useDebouncedCallback } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { alertQuery, isStale, type Alert, type AlertWords } from '../api/alerts.ts'
import { call, Problem } from '../api/client.ts'

export type Draft = Pick<
  Alert,
  ('level' | 'title' | 'text' | 'subject' | 'preheader' | 'mailBody') | ('byEmail' | 'byPush' | 'toEveryone' | 'banner')
> & {
  topics: number[]
  /** A moment, or as it was typed by the publication's clock. */
  bannerUntil: number | string | null
  withPublication: boolean
  /** The id of the story whose alerts this one replaces on a screen. */
  thread: string
}

export type Writing = {
  draft: Draft
  set: (change: Partial<Draft>) => void
  saved: 'yes' | 'saving' | 'no' | 'stale'
  /** What the server did not take. */
  error: Error | null
  faultAt: (field: string) => string | undefined
  retry: () => void
  /** What was typed here goes: the alert is shown as somebody else has left it. */
  takeTheirs: () => void
}

/**
 * The words and the audience of an alert while they are written. They are kept as they are typed: whom it reaches is
 * counted of what the server has.
 */
export function useWriting(alert: Alert): Writing {
  const client = useQueryClient()
  const [change, setChange] = useState<Partial<Draft>>({})
  const [seen, setSeen] = useState(alert)
  const [error, setError] = useState<Error | null>(null)
  const isClean = Object.keys(change).length === 0
  // What others write is taken over while nothing waits here.
  useEffect(() => {
    if (isClean && alert.revision > seen.revision) setSeen(alert)
  }, [alert, isClean, seen.revision])
  const save = useDebouncedCallback(async (wanted: Partial<Draft>, revision: number) => {
    try {
      await call('PATCH /api/v1/alerts/:id', { params: { id: alert.id }, body: wanted satisfies AlertWords, revision })
      const fresh = await client.fetchQuery({ ...alertQuery(alert.id), staleTime: 0 })
      setSeen(fresh)
      setError(null)
      // What was typed meanwhile stays to be saved.
      setChange((now) => withoutSaved(now, wanted))
    } catch (fault) {
      setError(fault as Error)
    }
  }, 400)
  useEffect(() => {
    if (!isClean && !isStale(error)) save(change, seen.revision)
    // A fault is tried again with the next key, not by itself.
  }, [change, seen.revision])
  return {
    draft: { ...draftOf(seen), ...change },
    set: (more) => setChange((before) => ({ ...before, ...more })),
    saved: savedState(isClean, error),
    error,
    faultAt: (field) =>
      error instanceof Problem ? error.faults.find(({ path }) => path === `/${field}`)?.detail : undefined,
    retry: () => void save(change, seen.revision),
    takeTheirs() {
      setChange({})
      setError(null)
      setSeen(alert)
      void client.invalidateQueries({ queryKey: ['alert', alert.id] })
    },
  }
}

function savedState(isClean: boolean, error: Error | null): Writing['saved'] {
  if (isStale(error)) return 'stale'
  if (error !== null) return 'no'
  return isClean ? 'yes' : 'saving'
}

function withoutSaved(now: Partial<Draft>, saved: Partial<Draft>): Partial<Draft> {
  return Object.fromEntries(
    Object.entries(now).filter(([name, value]) => saved[name as keyof Draft] !== value),
  ) as Partial<Draft>
}

function draftOf(alert: Alert): Draft {
  const { level, title, text, subject, preheader, mailBody, byEmail, byPush } = alert
  const { toEveryone, banner, bannerUntil, topics, thread, plannedAt } = alert
  const words = { level, title, text, subject, preheader, mailBody }
  return {
    ...words,
    byEmail,
    byPush,
    toEveryone,
    banner,
    bannerUntil,
    topics: topics.map(({ id }) => id),
    thread: thread.id,
    withPublication: plannedAt !== null,
  }
}
