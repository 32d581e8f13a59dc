/** One alert: written, decided about, and watched while it goes out. */
import { Button, Group, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { alertQuery, type Alert as AlertView } from '../api/alerts.ts'
import { useAlertDeed } from '../api/alerts.ts'
import { call, Problem } from '../api/client.ts'
import { Empty, Failed, Loading } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import classes from './alerts.module.css'
import { TodayBudget, useMustChoose } from './budget.tsx'
import { Composer, Saved } from './composer.tsx'
import { Decide, OnItsWay } from './decide.tsx'
import { Events } from './events.tsx'
import { Reading } from './reading.tsx'
import { useWriting } from './writing.ts'

const route = getRouteApi('/inside/alerts/$id')

export function Alert() {
  const { alerts } = useWords()
  const { id } = route.useParams()
  const { data, error, refetch } = useQuery(alertQuery(id))
  if (data !== undefined) return <Opened key={id} alert={data} />
  if (error === null) return <Loading />
  const isUnknown = error instanceof Problem && error.status === 404
  return isUnknown ? <Empty title={alerts.gone} /> : <Failed error={error} retry={() => void refetch()} />
}

function Opened({ alert }: { alert: AlertView }) {
  const { alerts } = useWords()
  const { state, story, title } = alert
  const isWritten = (state === 'draft' || state === 'lapsed') && alert.may.change
  return (
    <div className={classes.wide}>
      <Link to="/alerts">{alerts.back}</Link>
      <Title order={1} className={classes.title} dir="auto">
        {title}
      </Title>
      <div className={classes.top}>
        <Text c="dimmed">
          {alerts.about}{' '}
          <Link to="/stories/$id" params={{ id: story.id }} dir="auto">
            {story.headline}
          </Link>
        </Text>
        <span className={classes.state} data-state={state} role="status">
          {alerts.states[state]}
        </span>
      </div>
      {isWritten ? <Write alert={alert} /> : <Read alert={alert} />}
      <Events alert={alert} />
    </div>
  )
}

function Write({ alert }: { alert: AlertView }) {
  const writing = useWriting(alert)
  const [isAnyway, setAnyway] = useState(false)
  const mustChoose = useMustChoose(alert)
  const { saved, set, draft } = writing
  const hasWay = draft.byEmail || draft.byPush
  return (
    <div className={classes.columns}>
      <Composer writing={writing} />
      <aside className={classes.side}>
        <Saved writing={writing} />
        <TodayBudget
          alert={alert}
          choice={{
            isAnyway,
            disturbAnyway: () => setAnyway(true),
            fold: () => set({ level: 'digest', banner: false, bannerUntil: null }),
          }}
        />
        <Decide alert={alert} isReady={saved === 'yes' && hasWay && (isAnyway || !mustChoose)} />
      </aside>
    </div>
  )
}

/** What whoever decides has before them stays as they opened it: if it changes, they are told, and nothing is sent. */
function Read({ alert }: { alert: AlertView }) {
  const [opened, setOpened] = useState(alert)
  const isSame = opened.hash === alert.hash
  const read = isSame ? alert : { ...alert, ...wordsOf(opened) }
  return (
    <div className={classes.columns}>
      <div>
        {!isSame && <Changed show={() => setOpened(alert)} />}
        <Reading alert={read} />
      </div>
      <aside className={classes.side}>
        {alert.state === 'proposed' && <TodayBudget alert={alert} />}
        {alert.state === 'approved' && <OnItsWay alert={alert} />}
        <Decide alert={read} isReady={isSame} />
        {alert.state === 'proposed' && alert.may.undo && <ChangeIt alert={alert} />}
      </aside>
    </div>
  )
}

/** What an approval binds to. */
function wordsOf(alert: AlertView) {
  const { hash, level, title, text, subject, preheader, mailBody, previews } = alert
  const { byEmail, byPush, toEveryone, topics, banner, bannerUntil } = alert
  const words = { hash, level, title, text, subject, preheader, mailBody, previews }
  return { ...words, byEmail, byPush, toEveryone, topics, banner, bannerUntil }
}

function Changed({ show }: { show: () => void }) {
  const { alerts } = useWords()
  return (
    <Group role="alert" className={classes.notice} mb="md">
      <Text>{alerts.changedSince}</Text>
      <Button size="xs" onClick={show}>
        {alerts.readAgain}
      </Button>
    </Group>
  )
}

/** Taken back from whoever would approve it, it is a draft that can be written in. */
function ChangeIt({ alert: { id } }: { alert: AlertView }) {
  const { alerts } = useWords()
  const undo = useAlertDeed(id, () => call('POST /api/v1/alerts/:id/undo', { params: { id } }))
  return (
    <div>
      <Button variant="default" loading={undo.isPending} onClick={() => undo.mutate(undefined)}>
        {alerts.change}
      </Button>
      <p className={classes.soft}>{alerts.changeHelp}</p>
    </div>
  )
}
