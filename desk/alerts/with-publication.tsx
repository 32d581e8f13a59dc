/** In the dialog that plans a publication: the alert that goes out with it. */
import { Button, Checkbox, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { isStale, type Alert } from '../api/alerts.ts'
import { call } from '../api/client.ts'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import classes from './alerts.module.css'
import { useMaySendAlerts, useSendAlert } from './send-alert.tsx'

type Story = { id: string; state: string }

/** The newest alert of a story that nobody has got, and whether it is to go with what is planned. */
export function useAlertWith({ id, state }: Story) {
  const client = useQueryClient()
  const may = useMaySendAlerts()
  const { data, isLoading, error } = useQuery({
    queryKey: ['alerts', 'of', id],
    queryFn: ({ signal }) =>
      call('GET /api/v1/alerts', { query: { article: id, state: 'draft,proposed,approved,lapsed', limit: 1 }, signal }),
    enabled: may,
    staleTime: 0,
  })
  const alert = data?.alerts[0]
  const [chosen, setChosen] = useState<boolean>()
  const isWith = chosen ?? (alert !== undefined && (alert.plannedAt !== null || state !== 'published'))
  return {
    alert,
    /** Whether there is one is being asked for; or could not be. */
    isLoading,
    error,
    isWith,
    choose: setChosen,
    /** Once the publication is planned: one that is there already follows by itself. Says why it does not go along. */
    async goWith(): Promise<Error | null> {
      const isAsIs = alert === undefined || (alert.plannedAt !== null) === isWith
      const fault = isAsIs ? null : await tellOnceMore(() => setWith(alert, isWith))
      await client.invalidateQueries({ queryKey: ['alerts'] })
      return fault
    },
  }
}

function setWith({ id }: Alert, withPublication: boolean) {
  return call('PATCH /api/v1/alerts/:id', { params: { id }, body: { withPublication } })
}

/** Whoever wrote at the same moment is done by the second time. */
async function tellOnceMore(tell: () => Promise<unknown>): Promise<Error | null> {
  const faultOf = () => tell().then(() => null, asError)
  const fault = await faultOf()
  return isStale(fault) ? faultOf() : fault
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

type Props = { alert: Alert; isWith: boolean; choose: (isWith: boolean) => void }

export function GoesWithIt({ alert, isWith, choose }: Props) {
  const { alerts } = useWords()
  const { id, title, state, plannedAt } = alert
  return (
    <div>
      <Checkbox
        label={alerts.goesWithIt(`\u2068${title}\u2069`)}
        checked={isWith}
        onChange={({ currentTarget }) => choose(currentTarget.checked)}
      />
      <p className={classes.soft}>
        {alerts.states[state]} ·{' '}
        <Link to="/alerts/$id" params={{ id }}>
          {alerts.open}
        </Link>
      </p>
      {state === 'approved' && plannedAt !== null && <p className={classes.soft}>{alerts.moveVoids}</p>}
    </div>
  )
}

/** After it was planned: its alert, or the way to write one. */
export function AlertOfPlan({ story, alert }: { story: Story; alert: Alert | undefined }) {
  const { alerts } = useWords()
  const send = useSendAlert(story.id, { withPublication: true })
  const may = useMaySendAlerts()
  if (!may) return null
  if (alert !== undefined)
    return (
      <Link to="/alerts/$id" params={{ id: alert.id }}>
        {alerts.open}
      </Link>
    )
  return (
    <div>
      <Button loading={send.isPending} onClick={() => send.mutate()}>
        {alerts.writeWithIt}
      </Button>
      <Text size="sm" c="dimmed" mt={6}>
        {alerts.writeWithItHelp}
      </Text>
      <FormFault error={send.error} />
    </div>
  )
}
