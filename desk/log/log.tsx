/** Who did what, newest first; with a subject, what was done to it. */
import { Button, Text, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { call } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Empty, Failed, Forbidden, Loading } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import { Days } from './entries.tsx'
import { askedOf, type LogFilter } from './filter.ts'
import { Filters } from './filters.tsx'
import classes from './log.module.css'
import { useSubjectWords } from './subjects.ts'

const route = getRouteApi('/inside/log')

export function Log() {
  const mayRead = useSession()?.acts.includes('ledger.read') ?? true
  return mayRead ? <Opened /> : <Forbidden />
}

function Opened() {
  const { log } = useWords()
  const filter = route.useSearch()
  const found = useInfiniteQuery({
    queryKey: ['log', filter],
    queryFn: ({ pageParam, signal }) =>
      call('GET /api/v1/ledger', { query: { ...askedOf(filter), limit: 50, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const entries = found.data?.pages.flatMap((page) => page.entries) ?? []
  const isOver = found.isSuccess && !found.hasNextPage
  return (
    <div className={classes.screen}>
      <Title order={1} className={classes.title}>
        {log.title}
      </Title>
      <About filter={filter} name={entries[0]?.subjectName ?? null} />
      <Filters filter={filter} />
      {found.isPending && <Loading />}
      {found.error !== null && <Failed error={found.error} retry={() => void found.refetch()} />}
      {isOver && entries.length === 0 && <Empty title={log.none} help={log.noneHelp} />}
      <Days entries={entries} />
      {found.hasNextPage && (
        <Button variant="default" mt="lg" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {log.more}
        </Button>
      )}
    </div>
  )
}

/** Of the whole paper, or of one subject: all that is shown is of it, and knows its name. */
function About({ filter, name }: { filter: LogFilter; name: string | null }) {
  const { log } = useWords()
  const subjectWords = useSubjectWords()
  const { subject } = filter
  if (subject === undefined) return <Text className={classes.help}>{log.help}</Text>
  return (
    <Text className={classes.help}>
      {log.ofSubject(name === null ? subjectWords(subject) : `\u2068${name}\u2069`)} ·{' '}
      <Link to="/log">{log.everything}</Link>
    </Text>
  )
}
