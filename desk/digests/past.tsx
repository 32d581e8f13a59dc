import { Button, Group } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, type Reply } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Confirm } from '../app/confirm.tsx'
import { Section } from '../app/section.tsx'
import { Failed, FormFault, Loading } from '../app/states.tsx'
import { useTimes } from '../app/times.ts'
import { useLanguage, useWords } from '../app/words.tsx'
import { usePauseWords } from '../refusals/pause-words.ts'
import classes from './digests.module.css'

type Digest = Reply<'GET /api/v1/digests'>['digests'][number]

/** Those that went out or are on their way; one that stands still waits here for somebody. */
export function Past() {
  const { digests } = useWords()
  const found = useInfiniteQuery({
    queryKey: ['digests', 'past'],
    queryFn: ({ pageParam, signal }) =>
      call('GET /api/v1/digests', { query: { limit: 20, before: pageParam }, signal }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: 10_000,
  })
  const listed = found.data?.pages.flatMap((page) => page.digests) ?? []
  return (
    <Section title={digests.past} help={digests.pastHelp}>
      {found.isPending && <Loading />}
      {found.error !== null && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.isSuccess && listed.length === 0 && <p>{digests.pastNone}</p>}
      {listed.length > 0 && (
        <ul className={classes.list}>
          {listed.map((digest) => (
            <Row key={digest.sending} digest={digest} />
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {digests.more}
        </Button>
      )}
    </Section>
  )
}

function Row({ digest }: { digest: Digest }) {
  const { alerts, digests } = useWords()
  const times = useTimes()
  const { language } = useLanguage()
  const { pace, dueAt, state, audience, counts, note } = digest
  const paused = usePauseWords()(digest)
  const number = new Intl.NumberFormat(language)
  // Safe: an object's own keys.
  const states = Object.keys(counts) as (keyof Digest['counts'])[]
  const parts = states.map((name) => `${alerts.deliveryStates[name]} ${number.format(counts[name] ?? 0)}`)
  return (
    <li className={classes.row}>
      <b>
        {times.atPaper(dueAt)} · {digests.paces[pace]}
      </b>
      <span className={classes.state} data-state={state}>
        {alerts.sendingStates[state]}
      </span>
      <span className={classes.facts}>
        {audience === 0 ? digests.forNobody : [digests.readers(audience), ...parts].join(' · ')}
      </span>
      {note !== '' && (
        <span className={classes.facts} dir="auto">
          {digests.withNote(`\u2068${note}\u2069`)}
        </span>
      )}
      {paused !== null && <span className={classes.facts}>{paused}</span>}
      {state === 'paused' && <Brakes digest={digest} />}
    </li>
  )
}

function Brakes({ digest: { sending } }: { digest: Digest }) {
  const { alerts, digests } = useWords()
  const mayDecide = useSession()?.acts.includes('alert.approve') ?? false
  const [isStopping, setStopping] = useState(false)
  const client = useQueryClient()
  const onSettled = () => client.invalidateQueries({ queryKey: ['digests'] })
  const params = { sending }
  const resume = useMutation({ mutationFn: () => call('POST /api/v1/digests/:sending/resume', { params }), onSettled })
  const stop = useMutation({ mutationFn: () => call('POST /api/v1/digests/:sending/stop', { params }), onSettled })
  if (!mayDecide) return null
  return (
    <Group gap="xs" className={classes.brakes}>
      <Button size="xs" loading={resume.isPending} onClick={() => resume.mutate()}>
        {alerts.resume}
      </Button>
      <Button size="xs" variant="default" onClick={() => setStopping(true)}>
        {alerts.stop}
      </Button>
      <FormFault error={resume.error} />
      <Confirm
        isOpen={isStopping}
        close={() => setStopping(false)}
        title={alerts.stopTitle}
        help={digests.stopHelp}
        does={alerts.stop}
        run={() => stop.mutate(undefined, { onSuccess: () => setStopping(false) })}
        isRunning={stop.isPending}
        error={stop.error}
      />
    </Group>
  )
}
