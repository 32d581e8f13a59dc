/** Digests: those that are coming, what the newsroom says in them, somebody's own, and those that went out. */
import { Button, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { usePaperZone } from '../app/paper.ts'
import { Section } from '../app/section.tsx'
import { Failed, Forbidden, Loading } from '../app/states.tsx'
import { useTimes } from '../app/times.ts'
import { useWords } from '../app/words.tsx'
import classes from './digests.module.css'
import { Notes } from './notes.tsx'
import { Past } from './past.tsx'
import { SomebodysDigest } from './somebodys.tsx'

export function Digests() {
  const mayRead = useSession()?.acts.includes('alert.propose') ?? true
  return mayRead ? <Opened /> : <Forbidden />
}

function Opened() {
  const { digests } = useWords()
  const mayPreview = useSession()?.acts.includes('subscriber.read') ?? false
  return (
    <div className={classes.screen}>
      <Link to="/alerts">{digests.back}</Link>
      <Title order={1} className={classes.title}>
        {digests.title}
      </Title>
      <p className={classes.help}>{digests.help}</p>
      <Coming />
      <Notes />
      {mayPreview && <SomebodysDigest />}
      <Past />
    </div>
  )
}

/** As many as stand at first: with readers in many zones there are dozens a day. */
const firstShown = 8

function Coming() {
  const { digests } = useWords()
  const times = useTimes()
  const [isWhole, setWhole] = useState(false)
  const { data, error, refetch } = useQuery({
    queryKey: ['digests-coming'],
    queryFn: ({ signal }) => call('GET /api/v1/digests/coming', { signal }),
    refetchInterval: 60_000,
  })
  const coming = data?.coming ?? []
  const shown = isWhole ? coming : coming.slice(0, firstShown)
  return (
    <Section title={digests.coming} help={digests.comingHelp(usePaperZone())}>
      {data === undefined && error === null && <Loading />}
      {data === undefined && error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data !== undefined && coming.length === 0 && <p>{digests.comingNone}</p>}
      {shown.length > 0 && (
        <ul className={classes.list}>
          {shown.map(({ pace, dueAt, readers, isEstimate }) => (
            <li key={`${pace} ${dueAt}`} className={classes.row}>
              <b>{times.atPaper(dueAt)}</b>
              <span className={classes.soft}>{digests.paces[pace]}</span>
              <span className={classes.facts}>{isEstimate ? digests.about(readers) : digests.readers(readers)}</span>
            </li>
          ))}
        </ul>
      )}
      {shown.length < coming.length && (
        <Button variant="default" onClick={() => setWhole(true)}>
          {digests.more}
        </Button>
      )}
    </Section>
  )
}
