/** Who gets alerts: found by address, narrowed by state and way. */
import { Button, Group, NativeSelect, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call, type Reply } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Empty, Failed, Forbidden, Loading } from '../app/states.tsx'
import { useTimes } from '../app/times.ts'
import { useWords } from '../app/words.tsx'
import { AddSubscriber } from './add.tsx'
import { channels, readSubscriberFilter, subscriberStates, type SubscriberFilter } from './filter.ts'
import { Growth } from './growth.tsx'
import classes from './subscribers.module.css'

const route = getRouteApi('/inside/subscribers')

type Listed = Reply<'GET /api/v1/subscribers'>['subscribers'][number]

export function Subscribers() {
  const mayRead = useSession()?.acts.includes('subscriber.read') ?? true
  return mayRead ? <Opened /> : <Forbidden />
}

function Opened() {
  const { subscribers } = useWords()
  const filter = route.useSearch()
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), 250)
  const found = useInfiniteQuery({
    queryKey: ['subscribers', filter, search],
    queryFn: ({ pageParam, signal }) =>
      call('GET /api/v1/subscribers', { query: { ...filter, search, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const listed = found.data?.pages.flatMap((page) => page.subscribers) ?? []
  const isFiltered = search !== '' || Object.keys(filter).length > 0
  return (
    <div className={classes.screen}>
      <Group justify="space-between" align="end">
        <Title order={1} className={classes.title}>
          {subscribers.title}
        </Title>
        <Group gap="xs">
          <ToLists />
          <AddSubscriber />
        </Group>
      </Group>
      <Text className={classes.help}>{subscribers.help}</Text>
      <Growth />
      <Filters filter={filter} typed={typed} setTyped={setTyped} />
      {found.isPending && <Loading />}
      {found.error !== null && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.isSuccess && listed.length === 0 && (
        <Empty
          title={isFiltered ? subscribers.none : subscribers.empty}
          help={isFiltered ? subscribers.noneHelp : subscribers.emptyHelp}
        />
      )}
      {listed.length > 0 && (
        <ul className={classes.list}>
          {listed.map((subscriber) => (
            <Row key={subscriber.id} subscriber={subscriber} />
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button variant="default" mt="lg" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {subscribers.more}
        </Button>
      )}
    </div>
  )
}

type FiltersProps = { filter: SubscriberFilter; typed: string; setTyped: (typed: string) => void }

function Filters({ filter, typed, setTyped }: FiltersProps) {
  const { subscribers } = useWords()
  const navigate = useNavigate()
  const set = (name: keyof SubscriberFilter) => ({
    value: filter[name] ?? '',
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      void navigate({ to: '/subscribers', search: readSubscriberFilter({ ...filter, [name]: value }), replace: true }),
  })
  const any = { value: '', label: subscribers.any }
  return (
    <div role="search" className={classes.filters}>
      <TextInput
        id="search"
        type="search"
        label={subscribers.search}
        autoComplete="off"
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <NativeSelect
        label={subscribers.state}
        data={[any, ...subscriberStates.map((value) => ({ value: value as string, label: subscribers.states[value] }))]}
        {...set('state')}
      />
      <NativeSelect
        label={subscribers.channel}
        data={[any, ...channels.map((value) => ({ value: value as string, label: subscribers.channels[value] }))]}
        {...set('channel')}
      />
    </div>
  )
}

function Row({ subscriber }: { subscriber: Listed }) {
  const { subscribers } = useWords()
  const times = useTimes()
  const { id, state, pace, createdAt, channel } = subscriber
  const facts = [subscribers.channels[channel], subscribers.paces[pace], subscribers.since(times.moment(createdAt))]
  return (
    <li className={classes.row}>
      <Link to="/subscribers/$id" params={{ id }} className={classes.name}>
        <bdi>{useNameOf(subscriber)}</bdi>
      </Link>
      <span className={classes.state}>{subscribers.states[state]}</span>
      <span className={classes.facts}>{facts.join(' · ')}</span>
    </li>
  )
}

/** What there is to call them by. */
export function useNameOf({ address, channel }: Pick<Listed, 'address' | 'channel'>): string {
  const { subscribers } = useWords()
  return address ?? (channel === 'push' ? subscribers.aBrowser : subscribers.erasedAddress)
}

function ToLists() {
  const { subscribers } = useWords()
  const mayManage = useSession()?.acts.includes('subscriber.manage') ?? false
  if (!mayManage) return null
  return (
    <Button variant="default" renderRoot={(props) => <Link to="/subscribers/lists" {...props} />}>
      {subscribers.lists}
    </Button>
  )
}
