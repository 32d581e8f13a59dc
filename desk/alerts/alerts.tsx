/** All alerts, newest first: what waits, what goes out, and what was said of it afterwards. */
import { Button, Group, NativeSelect, Text, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { alertStates, type Alert } from '../api/alerts.ts'
import { call } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Empty, Failed, Forbidden, Loading } from '../app/states.tsx'
import { useTimes } from '../app/times.ts'
import { useWords } from '../app/words.tsx'
import classes from './alerts.module.css'
import { readAlertFilter, type AlertFilter } from './filter.ts'

const route = getRouteApi('/inside/alerts')

export function Alerts() {
  const mayRead = useSession()?.acts.includes('alert.propose') ?? true
  return mayRead ? <Opened /> : <Forbidden />
}

function Opened() {
  const { alerts, digests } = useWords()
  const filter = route.useSearch()
  const found = useInfiniteQuery({
    queryKey: ['alerts', filter],
    queryFn: ({ pageParam, signal }) => call('GET /api/v1/alerts', { query: { ...filter, before: pageParam }, signal }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: 5_000,
  })
  const listed = found.data?.pages.flatMap((page) => page.alerts) ?? []
  const isFiltered = Object.keys(filter).length > 0
  return (
    <div className={classes.screen}>
      <Group justify="space-between" align="baseline">
        <Title order={1} className={classes.title}>
          {alerts.title}
        </Title>
        <Link to="/alerts/digests">{digests.link}</Link>
      </Group>
      <Text className={classes.help}>{alerts.help}</Text>
      <StateFilter filter={filter} />
      {found.isPending && <Loading />}
      {found.error !== null && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.isSuccess && listed.length === 0 && (
        <Empty title={isFiltered ? alerts.none : alerts.empty} help={isFiltered ? alerts.noneHelp : alerts.emptyHelp} />
      )}
      {listed.length > 0 && (
        <ul className={classes.list}>
          {listed.map((alert) => (
            <Row key={alert.id} alert={alert} />
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button variant="default" mt="lg" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {alerts.more}
        </Button>
      )}
    </div>
  )
}

function StateFilter({ filter }: { filter: AlertFilter }) {
  const { alerts } = useWords()
  const navigate = useNavigate()
  return (
    <div role="search" className={classes.filters}>
      <NativeSelect
        label={alerts.state}
        value={filter.state ?? ''}
        data={[
          { value: '', label: alerts.anyState },
          ...alertStates.map((value) => ({ value: value as string, label: alerts.states[value] })),
        ]}
        onChange={({ currentTarget: { value } }) =>
          void navigate({ to: '/alerts', search: readAlertFilter({ ...filter, state: value }), replace: true })
        }
      />
    </div>
  )
}

function Row({ alert }: { alert: Alert }) {
  const { alerts } = useWords()
  const times = useTimes()
  const { id, title, level, state, story, createdAt, sentAt, changes, plannedAt } = alert
  const last = changes.at(-1)
  const isPlanned = plannedAt !== null && sentAt === null && state !== 'cancelled'
  const plan = isPlanned ? alerts.plannedFor(times.atPaper(plannedAt)) : ''
  const facts = [
    plan,
    alerts.levels[level],
    times.moment(sentAt ?? createdAt),
    last === undefined ? '' : kindOf(last.kind),
  ]
  function kindOf(kind: string): string {
    const kinds: Record<string, string> = alerts.changes
    return kinds[kind] ?? kind
  }
  return (
    <li className={classes.row}>
      <Link to="/alerts/$id" params={{ id }} className={classes.name} dir="auto">
        {title}
      </Link>
      <span className={classes.state} data-state={state}>
        {alerts.states[state]}
      </span>
      <span className={classes.facts}>
        {facts.filter((fact) => fact !== '').join(' · ')}
        {story.headline !== title && (
          <>
            {' · '}
            <bdi>{story.headline}</bdi>
          </>
        )}
      </span>
    </li>
  )
}
