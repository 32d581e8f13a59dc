/** All stories that this member may see, newest change first. */
import { Button, Checkbox, Group, Stack, Title } from '@mantine/core'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useDeferredValue, useMemo, useState } from 'react'
import { call, type Reply } from '../api/client.ts'
import { takeFirstList } from '../api/first-list.ts'
import { useSession } from '../api/session.ts'
import { Empty, Failed, FormFault, Loading } from '../app/states.tsx'
import { useLanguage, useWords } from '../app/words.tsx'
import { Bulk } from './bulk.tsx'
import { Filters } from './filters.tsx'
import classes from './stories.module.css'

const route = getRouteApi('/inside/')

export type Listed = Reply<'GET /api/v1/articles'>['articles'][number]

export function Stories() {
  const { stories } = useWords()
  const filter = route.useSearch()
  const found = useInfiniteQuery({
    queryKey: ['stories', filter],
    queryFn: async ({ pageParam, signal }) => {
      const isFirst = pageParam === undefined && Object.keys(filter).length === 0
      const query = { ...filter, mine: filter.mine ? ('yes' as const) : ('no' as const), after: pageParam }
      return (isFirst ? await takeFirstList() : undefined) ?? call('GET /api/v1/articles', { query, signal })
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: 15_000,
  })
  const listed = found.data?.pages.flatMap(({ articles }) => articles) ?? []
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const choose = (id: string, isChosen: boolean) =>
    setChosen(new Set(isChosen ? [...chosen, id] : [...chosen].filter((other) => other !== id)))
  const factsOf = useFacts()
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
      <Bulk chosen={listed.filter(({ id }) => chosen.has(id))} clear={() => setChosen(new Set())} />
      {listed.length > 0 && (
        <ul className={classes.list}>
          {listed.map((article) => (
            <Row
              key={article.id}
              article={article}
              facts={factsOf?.(article) ?? ''}
              isChosen={chosen.has(article.id)}
              choose={choose}
            />
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

/**
 * Who wrote it, about what, when it was changed: drawn right after the headlines. The browser's first format of a date
 * holds up a slow phone for a third of a second.
 */
function useFacts(): ((article: Listed) => string) | undefined {
  const { stories } = useWords()
  const { language } = useLanguage()
  const isDrawn = useDeferredValue(true, false)
  return useMemo(() => {
    if (!isDrawn) return undefined
    const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
    const names = new Intl.ListFormat(language)
    return ({ authors, topics, changedAt }) =>
      [
        names.format(authors.map(({ name }) => name)),
        topics[0]?.name ?? '',
        `${stories.changed} ${when.format(changedAt)}`,
      ]
        .filter((fact) => fact !== '')
        .join(' · ')
  }, [stories, language, isDrawn])
}

type RowProps = {
  article: Listed
  facts: string
  isChosen: boolean
  choose: (id: string, isChosen: boolean) => void
}

function Row({ article, facts, isChosen, choose }: RowProps) {
  const { stories } = useWords()
  const { headline, state, hasChanges } = article
  return (
    <li className={classes.row}>
      <Checkbox
        className={classes.choose}
        aria-label={stories.choose(headline || stories.untitled)}
        checked={isChosen}
        onChange={({ currentTarget }) => choose(article.id, currentTarget.checked)}
      />
      <Link to="/stories/$id" params={{ id: article.id }} className={classes.headline} dir="auto">
        {headline || stories.untitled}
      </Link>
      <span className={classes.state} data-state={state}>
        {stories.states[state]}
      </span>
      <span className={classes.facts}>
        {facts}
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
    mutationFn: () => call('POST /api/v1/articles', { body: {} }),
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
