import { Button, NativeSelect, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useAlertDeed, type Alert, type DeliveryState, type Sending } from '../api/alerts.ts'
import { call, type Reply } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Confirm } from '../app/confirm.tsx'
import { Failed, Loading } from '../app/states.tsx'
import { useTimes } from '../app/times.ts'
import { useWords } from '../app/words.tsx'
import classes from './alerts.module.css'

type Props = { alert: Alert; sending: Sending }
type Person = Reply<'GET /api/v1/alerts/:id/people'>['people'][number]

/** Whose message is in which state; what is uncertain can be sent once more by hand. */
export function People({ alert, sending }: Props) {
  const { alerts } = useWords()
  const mayRead = useSession()?.acts.includes('subscriber.read') ?? false
  const [state, setState] = useState<DeliveryState>()
  const present = [...new Set(sending.counts.map((one) => one.state))]
  if (!mayRead || present.length === 0) return null
  return (
    <div className={classes.people}>
      <NativeSelect
        label={alerts.peopleState}
        description={alerts.peopleHelp}
        value={state ?? ''}
        data={[
          { value: '', label: '–' },
          ...present.map((value) => ({ value: value as string, label: alerts.deliveryStates[value] })),
        ]}
        onChange={({ currentTarget: { value } }) => setState(present.find((known) => known === value))}
      />
      {state !== undefined && <InState key={state} alert={alert} sending={sending} state={state} />}
    </div>
  )
}

function InState({ alert, sending, state }: Props & { state: DeliveryState }) {
  const { alerts } = useWords()
  const params = { id: alert.id }
  const found = useInfiniteQuery({
    queryKey: ['alert-sendings', alert.id, sending.id, state],
    queryFn: ({ pageParam, signal }) =>
      call('GET /api/v1/alerts/:id/people', {
        params,
        query: { state, sending: sending.id, after: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const people = found.data?.pages.flatMap((page) => page.people) ?? []
  if (found.isPending) return <Loading />
  if (found.error !== null) return <Failed error={found.error} retry={() => void found.refetch()} />
  return (
    <>
      {people.length === 0 && <Text c="dimmed">{alerts.peopleNone}</Text>}
      <ul className={classes.list} aria-label={alerts.people}>
        {people.map((person) => (
          <Row key={`${person.subscriber} ${person.channel}`} person={person} />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {alerts.more}
        </Button>
      )}
      {state === 'uncertain' && people.length > 0 && <Repeat alert={alert} sending={sending} people={people} />}
    </>
  )
}

function Row({ person: { subscriber, channel, fault, endedAt, handedAt } }: { person: Person }) {
  const { alerts } = useWords()
  const times = useTimes()
  const at = endedAt ?? handedAt
  return (
    <li className={classes.row}>
      <Link to="/subscribers/$id" params={{ id: subscriber }}>
        {channel === 'email' ? alerts.email : alerts.push} {subscriber}
      </Link>
      <span className={classes.soft}>{at === null ? '' : times.moment(at)}</span>
      {fault !== null && (
        <span className={classes.facts} lang="en" dir="ltr">
          {fault}
        </span>
      )}
    </li>
  )
}

/** At once. */
const mostAgain = 500

function Repeat({ alert, sending, people }: Props & { people: readonly Person[] }) {
  const { alerts } = useWords()
  const mayDecide = useSession()?.acts.includes('alert.approve') ?? false
  const [isOpen, setOpen] = useState(false)
  const params = { id: alert.id }
  const subscribers = people.slice(0, mostAgain).map(({ subscriber }) => subscriber)
  const repeat = useAlertDeed(alert.id, () =>
    call('POST /api/v1/alerts/:id/repeat-uncertain', { params, body: { sending: sending.id, subscribers } }),
  )
  if (!mayDecide) return null
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {alerts.repeat}
      </Button>
      <Confirm
        isOpen={isOpen}
        close={() => setOpen(false)}
        title={alerts.repeatTitle}
        help={alerts.repeatHelp}
        does={alerts.repeat}
        run={() => repeat.mutate(undefined, { onSuccess: () => setOpen(false) })}
        isRunning={repeat.isPending}
        error={repeat.error}
      />
    </>
  )
}
