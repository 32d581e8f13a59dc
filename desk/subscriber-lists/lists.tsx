/** Lists of subscribers: they come in as CSV, and all subscribers go out as one. */
import { Button, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useSession } from '../api/session.ts'
import { Section } from '../app/section.tsx'
import { Failed, Forbidden, Loading } from '../app/states.tsx'
import { useTimes } from '../app/times.ts'
import { useWords } from '../app/words.tsx'
import { listsQuery, type List } from './list-queries.ts'
import classes from './lists.module.css'
import { SendList } from './send-list.tsx'

export function Lists() {
  const mayManage = useSession()?.acts.includes('subscriber.manage') ?? true
  return mayManage ? <Opened /> : <Forbidden />
}

function Opened() {
  const { lists, subscribers } = useWords()
  return (
    <div className={classes.screen}>
      <Link to="/subscribers">{subscribers.back}</Link>
      <Title order={1} className={classes.title}>
        {lists.title}
      </Title>
      <Section title={lists.send} help={lists.sendHelp}>
        <SendList />
      </Section>
      <Section title={lists.export} help={lists.exportHelp}>
        {/* Of the server's own: the file is made while it is saved, however long it is. */}
        <Button component="a" href="/desk/subscribers.csv" download variant="default">
          {lists.download}
        </Button>
      </Section>
      <Section title={lists.past}>
        <Past />
      </Section>
    </div>
  )
}

function Past() {
  const { lists } = useWords()
  const { data, error, refetch } = useQuery(listsQuery)
  if (data === undefined) return error === null ? <Loading /> : <Failed error={error} retry={() => void refetch()} />
  if (data.imports.length === 0) return <p className={classes.soft}>{lists.none}</p>
  return (
    <ul className={classes.list}>
      {data.imports.map((list) => (
        <Row key={list.id} list={list} />
      ))}
    </ul>
  )
}

function Row({ list: { id, fileName, state, report, createdAt, consent } }: { list: List }) {
  const { lists } = useWords()
  const times = useTimes()
  const hasCome = report !== null && state !== 'checking' && state !== 'checked'
  const facts = [lists.sentAt(times.moment(createdAt)), ...(hasCome ? [lists.cameIn(report.added)] : [])]
  return (
    <li className={classes.row}>
      <Link to="/subscribers/lists/$id" params={{ id }} className={classes.name}>
        <bdi>{fileName}</bdi>
      </Link>
      <span className={classes.state} data-state={state}>
        {lists.states[state]}
      </span>
      <span className={classes.facts}>{facts.join(' · ')}</span>
      {consent !== null && (
        <span className={classes.facts}>
          <bdi>{consent}</bdi>
        </span>
      )}
    </li>
  )
}
