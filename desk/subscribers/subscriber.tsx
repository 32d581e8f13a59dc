/** One subscriber: what they get, what happened, and what they can ask the paper for. */
import { Button, Group, Stack, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { call, Problem } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Confirm } from '../app/confirm.tsx'
import { Section } from '../app/section.tsx'
import { Empty, Failed, FormFault, Loading } from '../app/states.tsx'
import { useTimes } from '../app/times.ts'
import { useLanguage, useWords } from '../app/words.tsx'
import { ChangeChoices } from './choices.tsx'
import { History, useClock } from './history.tsx'
import classes from './subscribers.module.css'
import { useNameOf } from './subscribers.tsx'
import type { Whole } from './typed-choices.ts'

const route = getRouteApi('/inside/subscribers/$id')

export function Subscriber() {
  const { subscribers } = useWords()
  const { id } = route.useParams()
  const { data, error, refetch } = useQuery({
    queryKey: ['subscriber', id],
    queryFn: ({ signal }) => call('GET /api/v1/subscribers/:id', { params: { id }, signal }),
  })
  if (data !== undefined) return <Opened subscriber={data} />
  if (error === null) return <Loading />
  const isUnknown = error instanceof Problem && error.status === 404
  return isUnknown ? <Empty title={subscribers.gone} /> : <Failed error={error} retry={() => void refetch()} />
}

function Opened({ subscriber }: { subscriber: Whole }) {
  const { subscribers } = useWords()
  const mayManage = useSession()?.acts.includes('subscriber.manage') ?? false
  return (
    <div className={classes.screen}>
      <Link to="/subscribers">{subscribers.back}</Link>
      <Title order={1} className={classes.title}>
        <bdi>{useNameOf(subscriber)}</bdi>
      </Title>
      <p className={classes.state}>{subscribers.states[subscriber.state]}</p>
      <Facts subscriber={subscriber} />
      <History subscriber={subscriber} />
      {mayManage && (
        <Section title={subscribers.pages} help={subscribers.pagesHelp}>
          {subscriber.state === 'active' && <ChangeChoices subscriber={subscriber} />}
          {subscriber.state === 'active' && subscriber.channel === 'email' && <MailLink id={subscriber.id} />}
          <Group>
            {subscriber.endedAt === null && <Leave id={subscriber.id} />}
            <Erase id={subscriber.id} />
          </Group>
        </Section>
      )}
    </div>
  )
}

function Facts({ subscriber }: { subscriber: Whole }) {
  const { subscribers, digests } = useWords()
  const times = useTimes()
  const { language } = useLanguage()
  const { pace, everything, topics, stories, pausedUntil, timeZone, consent, consentAt, confirmedAt } = subscriber
  const consentWords = useConsentWords()
  const names = topics.map(({ name }) => name)
  const topicWords = names.length === 0 ? subscribers.noHours : new Intl.ListFormat(language).format(names)
  return (
    <Section title={subscribers.facts}>
      <dl className={classes.facts}>
        <Line name={subscribers.channel}>{subscribers.channels[subscriber.channel]}</Line>
        <Line name={subscribers.pace}>
          {subscribers.paces[pace]}
          {pausedUntil !== null && ` · ${subscribers.pausedUntil(times.moment(pausedUntil))}`}
        </Line>
        <Line name={subscribers.topics}>{everything ? subscribers.everything : topicWords}</Line>
        {stories.length > 0 && (
          <Line name={subscribers.stories}>
            {stories.map(({ headline, until }) => (
              <div key={headline}>
                <bdi>{headline}</bdi>, {subscribers.until(times.moment(until))}
              </div>
            ))}
          </Line>
        )}
        <Line name={subscribers.quiet}>{useQuietWords(subscriber)}</Line>
        <Line name={subscribers.timeZone}>
          <bdi>{timeZone}</bdi>
        </Line>
        <Line name={subscribers.language}>
          {new Intl.DisplayNames([language], { type: 'language' }).of(subscriber.language)}
        </Line>
        <Line name={subscribers.consent}>
          {subscribers.consentFrom({ consent: `\u2068${consentWords(consent)}\u2069`, when: times.moment(consentAt) })}
        </Line>
        {confirmedAt !== null && <Line name={subscribers.confirmed}>{times.moment(confirmedAt)}</Line>}
      </dl>
      {subscriber.channel === 'email' && (
        <Link to="/alerts/digests" search={{ reader: subscriber.id }}>
          {digests.somebodys}
        </Link>
      )}
    </Section>
  )
}

/** What the server notes by itself is said in words; what a publisher has said stays as it was said. */
function useConsentWords(): (consent: string) => string {
  const { consents } = useWords().subscribers
  const known: Record<string, string> = consents
  return (consent) => known[consent] ?? consent.replace(/^import: /u, '')
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

function useQuietWords({ quietFrom, quietTo, wakesForBreaking }: Whole): string {
  const { subscribers } = useWords()
  const clock = useClock()
  if (quietFrom === null || quietTo === null) return subscribers.noHours
  const hours = { from: clock(quietFrom), to: clock(quietTo) }
  return wakesForBreaking ? subscribers.quietButBreaking(hours) : subscribers.quietHours(hours)
}

/** Where they choose themselves, and more if they like. */
function MailLink({ id }: { id: string }) {
  const { subscribers } = useWords()
  const client = useQueryClient()
  const send = useMutation({
    mutationFn: () => call('POST /api/v1/subscribers/:id/link', { params: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['subscriber', id] }),
  })
  return (
    <Stack gap="xs" align="start">
      <Button variant="default" loading={send.isPending} onClick={() => send.mutate()}>
        {subscribers.mailLink}
      </Button>
      <p className={classes.soft} role="status">
        {send.isSuccess ? subscribers.linkSent : subscribers.mailLinkHelp}
      </p>
      <FormFault error={send.error} />
    </Stack>
  )
}

function Leave({ id }: { id: string }) {
  const { subscribers } = useWords()
  const client = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const leave = useMutation({
    mutationFn: () => call('POST /api/v1/subscribers/:id/leave', { params: { id } }),
    onSuccess: async () => {
      setOpen(false)
      await client.invalidateQueries({ queryKey: ['subscriber', id] })
      await client.invalidateQueries({ queryKey: ['subscribers'] })
    },
  })
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {subscribers.leave}
      </Button>
      <Confirm
        isOpen={isOpen}
        close={() => setOpen(false)}
        title={subscribers.leaveTitle}
        help={subscribers.leaveHelp}
        does={subscribers.leave}
        run={() => leave.mutate()}
        isRunning={leave.isPending}
        error={leave.error}
      />
    </>
  )
}

function Erase({ id }: { id: string }) {
  const { subscribers } = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  const erase = useMutation({
    mutationFn: () => call('DELETE /api/v1/subscribers/:id', { params: { id } }),
    onSuccess: async () => {
      client.removeQueries({ queryKey: ['subscriber', id] })
      await client.invalidateQueries({ queryKey: ['subscribers'] })
      await navigate({ to: '/subscribers' })
    },
  })
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {subscribers.erase}
      </Button>
      <Confirm
        isOpen={isOpen}
        close={() => setOpen(false)}
        title={subscribers.eraseTitle}
        help={subscribers.eraseHelp}
        does={subscribers.erase}
        run={() => erase.mutate()}
        isRunning={erase.isPending}
        error={erase.error}
      />
    </>
  )
}
