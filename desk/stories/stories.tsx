/** All stories that this member may see, newest change first. */
import { Button, Checkbox, Group, NativeSelect, Stack, TextInput, Title } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call, type Reply } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Empty, Failed, FormFault, Loading } from '../app/states.tsx'
import { useLanguage, useWords } from '../app/words.tsx'
import { readFilter, type Filter } from './filter.ts'
import classes from './stories.module.css'

const route = getRouteApi('/inside/')

type Listed = Reply<'GET /api/v1/articles'>['articles'][number]

export function Stories() {
  const { stories } = useWords()
  const filter = route.useSearch()
  const found = useInfiniteQuery({
    queryKey: ['stories', filter],
    queryFn: ({ pageParam, signal }) =>
      call('GET /api/v1/articles', {
        query: { ...filter, mine: filter.mine ? 'yes' : 'no', after: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: 15_000,
  })
  const listed = found.data?.pages.flatMap(({ articles }) => articles) ?? []
  const isFiltered = Object.keys(filter).length > 0
  return (
    <Stack gap="md" className={classes.screen}>
      <Group justify="space-between">
        <Title order={1}>{stories.title}</Title>
        <NewStory />
      </Group>
      <Filters filter={filter} />
      {found.isPending && <Loading />}
      {found.error !== null && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.isSuccess && listed.length === 0 && (
        <Empty
          title={isFiltered ? stories.none : stories.empty}
          help={isFiltered ? stories.noneHelp : stories.emptyHelp}
        />
      )}
      {listed.length > 0 && (
        <ul className={classes.list}>
          {listed.map((article) => (
            <Row key={article.id} article={article} />
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {stories.more}
        </Button>
      )}
    </Stack>
  )
}

function Row({ article }: { article: Listed }) {
  const { stories } = useWords()
  const { language } = useLanguage()
  const { headline, authors, topics, changedAt, state, hasChanges } = article
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const facts = [
    authors.map(({ name }) => name).join(', '),
    topics[0]?.name ?? '',
    `${stories.changed} ${when.format(changedAt)}`,
  ]
  return (
    <li className={classes.row}>
      <Link to="/stories/$id" params={{ id: article.id }} className={classes.headline} dir="auto">
        {headline || stories.untitled}
      </Link>
      <span className={classes.state} data-state={state}>
        {stories.states[state]}
      </span>
      <span className={classes.facts}>
        {facts.filter((fact) => fact !== '').join(' · ')}
        {hasChanges && state === 'published' && ` · ${stories.hasChanges}`}
      </span>
    </li>
  )
}

function NewStory() {
  const { stories } = useWords()
  const navigate = useNavigate()
  const may = useSession()?.acts.includes('article.write') ?? false
  const begin = useMutation({
    mutationFn: () => call('POST /api/v1/articles', { body: {}, key: crypto.randomUUID() }),
    onSuccess: ({ id }) => navigate({ to: '/stories/$id', params: { id } }),
  })
  if (!may) return null
  return (
    <div>
      <Button id="new-story" loading={begin.isPending} onClick={() => begin.mutate()}>
        {stories.new}
      </Button>
      <FormFault error={begin.error} />
    </div>
  )
}

const states = ['draft', 'pending', 'ready', 'scheduled', 'published', 'withdrawn', 'trashed'] as const

function Filters({ filter }: { filter: Filter }) {
  const { stories } = useWords()
  const navigate = useNavigate()
  const [search, setSearch] = useState(filter.search ?? '')
  const set = (change: Partial<Record<keyof Filter, unknown>>) =>
    void navigate({ to: '/', search: clean({ ...filter, ...change }), replace: true })
  const searchSoon = useDebouncedCallback((words: string) => set({ search: words }), 250)
  const topics = useQuery({ queryKey: ['topics'], queryFn: ({ signal }) => call('GET /api/v1/topics', { signal }) })
  return (
    <Group align="end" gap="sm" role="search">
      <TextInput
        id="search"
        type="search"
        label={stories.search}
        value={search}
        onChange={({ currentTarget }) => {
          setSearch(currentTarget.value)
          searchSoon(currentTarget.value)
        }}
        className={classes.search}
      />
      <NativeSelect
        label={stories.state}
        value={filter.state ?? ''}
        data={[
          { value: '', label: stories.anyState },
          ...states.map((value) => ({ value, label: stories.states[value] })),
        ]}
        onChange={({ currentTarget }) => set({ state: currentTarget.value })}
      />
      <NativeSelect
        label={stories.topic}
        value={String(filter.topic ?? '')}
        data={[
          { value: '', label: stories.any },
          ...(topics.data?.topics ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
        onChange={({ currentTarget }) => set({ topic: currentTarget.value })}
      />
      <Checkbox
        label={stories.mine}
        checked={filter.mine ?? false}
        onChange={({ currentTarget }) => set({ mine: currentTarget.checked })}
        pb={8}
      />
    </Group>
  )
}

/** As it stands in the address: what is not set is not there. */
function clean(filter: Record<string, unknown>): Filter {
  return readFilter(Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== '' && value !== false)))
}
