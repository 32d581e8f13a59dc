/** One alert: written, decided about, and watched while it goes out. */
import { Button, Group, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { alertQuery, useAlertDeed, type Alert as AlertView } from '../api/alerts.ts'
import { call, Problem } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Empty, Failed, Loading } from '../app/states.tsx'
import { useLanguage, useWords } from '../app/words.tsx'
import classes from './alerts.module.css'
import { TodayBudget, useMustChoose } from './budget.tsx'
import { Composer, Saved } from './composer.tsx'
import { CorrectOrWithdraw } from './correct.tsx'
import { Decide, OnItsWay } from './decide.tsx'
import { Events } from './events.tsx'
import { Progress } from './progress.tsx'
import { Reach } from './reach.tsx'
import { Reading } from './reading.tsx'
import { TryOut } from './try-out.tsx'
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
  const { read, isChanged, readAgain } = useRead(alert)
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
      {isChanged && <Changed show={readAgain} />}
      {alert.planChange !== null && (
        <p role="status" className={classes.notice}>
          {alerts.planChanges[alert.planChange]}
        </p>
      )}
      {isWritten ? <Write alert={alert} /> : <Read alert={read} isReady={!isChanged} />}
      <Events alert={alert} />
    </div>
  )
}

/**
 * What whoever decides has before them stays as they opened it. When words or audience are changed under their eyes,
 * even if it was a draft in between, they are told, and nothing is sent before they have read it again.
 */
function useRead(alert: AlertView) {
  const me = useSession()?.member?.id
  const [opened, setOpened] = useState<AlertView>()
  const isAsked = alert.state === 'proposed' && alert.proposedBy?.id !== me
  useEffect(() => {
    if (isAsked && opened === undefined) setOpened(alert)
  }, [alert, isAsked, opened])
  const isChanged = isAsked && opened !== undefined && opened.hash !== alert.hash
  return {
    isChanged,
    read: isChanged ? { ...alert, ...wordsOf(opened) } : alert,
    readAgain: () => setOpened(alert),
  }
}

function Write({ alert }: { alert: AlertView }) {
  const writing = useWriting(alert)
  const [isAnyway, setAnyway] = useState(false)
  const mustChoose = useMustChoose(alert)
  const { saved, set, draft } = writing
  const hasWay = draft.byEmail || draft.byPush
  return (
    <div className={classes.columns}>
      <Composer alert={alert} writing={writing} />
      <aside className={classes.side}>
        <Saved writing={writing} />
        <Reach alert={alert} />
        <TodayBudget
          alert={alert}
          choice={{
            isAnyway,
            disturbAnyway: () => setAnyway(true),
            fold: () => set({ level: 'digest', banner: false, bannerUntil: null }),
          }}
        />
        <TryOut alert={alert} isReady={saved === 'yes'} />
        <Decide alert={alert} isReady={saved === 'yes' && hasWay && (isAnyway || !mustChoose)} />
      </aside>
    </div>
  )
}

/** Readers have it, or are getting it. */
const outStates: readonly AlertView['state'][] = ['sending', 'sent', 'withdrawn']

function Read({ alert, isReady }: { alert: AlertView; isReady: boolean }) {
  const { state } = alert
  const isOut = outStates.includes(state)
  return (
    <div className={classes.columns}>
      <div>
        {isOut && <Progress alert={alert} />}
        <Reading alert={alert} isOut={isOut} />
      </div>
      <aside className={classes.side}>
        {state === 'proposed' && <Reach alert={alert} />}
        {state === 'proposed' && <TodayBudget alert={alert} />}
        {state === 'approved' && <OnItsWay alert={alert} />}
        {state === 'proposed' && <TryOut alert={alert} />}
        {isOut && <CorrectOrWithdraw alert={alert} />}
        {isOut && <Clicks alert={alert} />}
        <Decide alert={alert} isReady={isReady} />
        {state === 'proposed' && alert.may.undo && <ChangeIt alert={alert} />}
      </aside>
    </div>
  )
}

/** About how many followed its link: of nobody is it known who. */
function Clicks({ alert: { id } }: { alert: AlertView }) {
  const { alerts } = useWords()
  const { language } = useLanguage()
  const { data } = useQuery({
    queryKey: ['alert-clicks', id],
    queryFn: ({ signal }) => call('GET /api/v1/alerts/:id/clicks', { params: { id }, signal }),
    refetchInterval: 60_000,
  })
  if (data === undefined) return null
  const { total } = data
  const words = total === null ? alerts.clicksFew : alerts.clicks(new Intl.NumberFormat(language).format(total))
  return (
    <p className={classes.soft}>
      {words} {alerts.clicksHelp}
    </p>
  )
}

/** What an approval binds to. */
function wordsOf(alert: AlertView) {
  const { hash, level, title, text, subject, preheader, mailBody, previews } = alert
  const { byEmail, byPush, toEveryone, topics, banner, bannerUntil, thread, plannedAt } = alert
  const words = { hash, level, title, text, subject, preheader, mailBody, previews }
  return { ...words, byEmail, byPush, toEveryone, topics, banner, bannerUntil, thread, plannedAt }
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
