import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { call } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'

/** Begins an alert of a story, or opens the one that is being written already. */
export function useSendAlert(article: string, { withPublication = false } = {}) {
  const navigate = useNavigate()
  const client = useQueryClient()
  return useMutation({
    mutationFn: async () => {
      const query = { article, state: 'draft,proposed,lapsed', limit: 1 } as const
      const { alerts } = await call('GET /api/v1/alerts', { query })
      return (
        alerts[0] ?? call('POST /api/v1/alerts', { body: { article, ...(withPublication && { withPublication }) } })
      )
    },
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['alerts'] })
      await navigate({ to: '/alerts/$id', params: { id } })
    },
  })
}

/** Whether this member may write alerts at all; of which stories, the server says. */
export function useMaySendAlerts(): boolean {
  return useSession()?.acts.includes('alert.propose') ?? false
}

export function SendAlert({ article }: { article: string }) {
  const { alerts } = useWords()
  const send = useSendAlert(article)
  if (!useMaySendAlerts()) return null
  return (
    <div>
      <Button loading={send.isPending} onClick={() => send.mutate()}>
        {alerts.sendAlert}
      </Button>
      <FormFault error={send.error} />
    </div>
  )
}
