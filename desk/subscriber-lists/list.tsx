/** One list, from being looked through to its end. */
import { Button, Group, Progress, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call, Problem } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Confirm } from '../app/confirm.tsx'
import { Section } from '../app/section.tsx'
import { Empty, Failed, Forbidden, FormFault, Loading } from '../app/states.tsx'
import { useTimes } from '../app/times.ts'
import { useWords } from '../app/words.tsx'
import { listQuery, useListDeed, type List } from './list-queries.ts'
import classes from './lists.module.css'
import { ReportOf } from './report.tsx'
import { StartList } from './start-list.tsx'

const route = getRouteApi('/inside/subscribers/lists/$id')

export function OneList() {
  const mayManage = useSession()?.acts.includes('subscriber.manage') ?? true
  return mayManage ? <Found /> : <Forbidden />
}

function Found() {
  const { lists } = useWords()
  const { id } = route.useParams()
  const { data, error, refetch } = useQuery(listQuery(id))
  if (data !== undefined) return <Opened list={data} />
  if (error === null) return <Loading />
  const isUnknown = error instanceof Problem && error.status === 404
  return isUnknown ? <Empty title={lists.gone} /> : <Failed error={error} retry={() => void refetch()} />
}

function Opened({ list }: { list: List }) {
  const { lists } = useWords()
  const times = useTimes()
  const { fileName, state, createdAt } = list
  return (
    <div className={classes.screen}>
      <Link to="/subscribers/lists">{lists.back}</Link>
      <Title order={1} className={classes.title}>
        <bdi>{fileName}</bdi>
      </Title>
      <p className={classes.state} data-state={state} role="status">
        {lists.states[state]}
      </p>
      <p className={classes.soft}>{lists.sentAt(times.moment(createdAt))}</p>
      <Stage list={list} />
    </div>
  )
}

function Stage({ list }: { list: List }) {
  const { state, report } = list
  if (state === 'failed') return <Fault list={list} />
  if (state === 'checking' || state === 'running') return <UnderWay list={list} />
  return (
    <>
      {report !== null && <ReportOf list={list} report={report} />}
      {state === 'checked' && report !== null && <StartList list={list} report={report} />}
    </>
  )
}

/** Read anew each second; a listener hears of its state alone. */
function UnderWay({ list: { id, state, report, totalLines } }: { list: List }) {
  const { lists } = useWords()
  const count = report?.lines ?? 0
  const isRunning = state === 'running'
  const far = totalLines === null ? lists.linesSoFar(count) : lists.linesOf({ count, total: totalLines })
  // How long a list is, is not known before it was looked through.
  const share = totalLines === null || totalLines === 0 ? 100 : (count / totalLines) * 100
  return (
    <Section title={lists.states[state]} help={isRunning ? lists.runningHelp : lists.checkingHelp}>
      <Progress value={share} animated={totalLines === null} w="100%" aria-label={lists.states[state]} />
      <Text className={classes.figures}>
        {far}
        {isRunning && report !== null && ` · ${lists.cameIn(report.added)}`}
      </Text>
      <Stop id={id} />
    </Section>
  )
}

function Stop({ id }: { id: string }) {
  const { lists } = useWords()
  const [isOpen, setOpen] = useState(false)
  const stop = useListDeed(id, () => call('POST /api/v1/subscriber-imports/:id/cancel', { params: { id } }))
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {lists.stop}
      </Button>
      <Confirm
        isOpen={isOpen}
        close={() => setOpen(false)}
        title={lists.stopTitle}
        help={lists.stopHelp}
        does={lists.stop}
        run={() => stop.mutate(undefined, { onSuccess: () => setOpen(false) })}
        isRunning={stop.isPending}
        error={stop.error}
      />
    </>
  )
}

function Fault({ list: { fault, faultCode, faultLine } }: { list: List }) {
  const { lists } = useWords()
  const params: Problem['params'] = faultLine === null ? {} : { line: faultLine }
  return (
    <Section title={lists.fault} help={lists.failedHelp}>
      <FormFault error={new Problem(422, fault ?? '', { code: faultCode ?? '', params })} />
      <Group>
        <Button renderRoot={(props) => <Link to="/subscribers/lists" {...props} />}>{lists.another}</Button>
      </Group>
    </Section>
  )
}
