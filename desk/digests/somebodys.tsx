/** The next digest of anybody, found by their address: as it would be now, or why there would be none. */
import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call, Problem, type Reply } from '../api/client.ts'
import { Section } from '../app/section.tsx'
import { Failed, Loading } from '../app/states.tsx'
import { useTimes } from '../app/times.ts'
import { useWords } from '../app/words.tsx'
import classes from './digests.module.css'

const route = getRouteApi('/inside/alerts/digests')

type Preview = Reply<'GET /api/v1/subscribers/:id/digest'>

export function SomebodysDigest() {
  const { digests } = useWords()
  const { reader } = route.useSearch()
  return (
    <Section title={digests.somebodys} help={digests.somebodysHelp}>
      <Finder />
      {reader !== undefined && <Theirs key={reader} id={reader} />}
    </Section>
  )
}

function Finder() {
  const { digests } = useWords()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), 250)
  const { data } = useQuery({
    queryKey: ['subscribers', 'found', search],
    queryFn: ({ signal }) => call('GET /api/v1/subscribers', { query: { search, channel: 'email', limit: 8 }, signal }),
    enabled: search !== '',
  })
  const found = search === '' ? [] : (data?.subscribers ?? [])
  const choose = (reader: string) => {
    setTyped('')
    void navigate({ to: '/alerts/digests', search: { reader }, replace: true })
  }
  return (
    <div role="search" className={classes.finder}>
      <TextInput
        type="search"
        label={digests.search}
        autoComplete="off"
        dir="auto"
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <div aria-live="polite">
        {search !== '' && data?.subscribers.length === 0 && <p className={classes.soft}>{digests.nobody}</p>}
        {found.length > 0 && (
          <ul className={classes.list}>
            {found.map(({ id, address }) => (
              <li key={id}>
                <Button variant="subtle" fullWidth justify="start" px={6} onClick={() => choose(id)}>
                  <bdi className={classes.address}>{address ?? id}</bdi>
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}

function Theirs({ id }: { id: string }) {
  const { digests, subscribers } = useWords()
  const params = { id }
  const reader = useQuery({
    queryKey: ['subscriber', id],
    queryFn: ({ signal }) => call('GET /api/v1/subscribers/:id', { params, signal }),
  })
  const { data, error, refetch } = useQuery({
    queryKey: ['digest-of', id],
    queryFn: ({ signal }) => call('GET /api/v1/subscribers/:id/digest', { params, signal }),
    refetchInterval: 60_000,
  })
  if (data === undefined) {
    const isUnknown = error instanceof Problem && error.status === 404
    if (isUnknown) return <p role="alert">{digests.nobody}</p>
    return error === null ? <Loading /> : <Failed error={error} retry={() => void refetch()} />
  }
  return (
    <div className={classes.theirs}>
      <h3>
        <bdi className={classes.address}>{reader.data?.address ?? subscribers.aBrowser}</bdi>
      </h3>
      <Outlook preview={data} />
      {data.mail !== null && <Mail id={id} mail={data.mail} />}
    </div>
  )
}

/** What becomes of it: when it comes and what it has, or that there is none. */
function Outlook({ preview }: { preview: Preview }) {
  return <p role="status">{useOutlook(preview)}</p>
}

function useOutlook({ dueAt, pausedUntil, alerts, stories, mail }: Preview): string {
  const { digests } = useWords()
  const times = useTimes()
  const inIt = mail === null ? digests.wouldBeEmpty : digests.hasInIt({ alerts, stories })
  if (dueAt === null) return mail === null ? digests.noneDue : `${digests.noneDue} ${digests.otherwise}`
  if (pausedUntil !== null) return `${digests.inPause(times.moment(pausedUntil))} ${mail === null ? '' : inIt}`
  return `${digests.dueAt(times.atPaper(dueAt))} ${inIt}`
}

function Mail({ id, mail: { subject, html, text } }: { id: string; mail: NonNullable<Preview['mail']> }) {
  const { alerts, digests } = useWords()
  const [part, setPart] = useState<'html' | 'text'>('html')
  return (
    <>
      <p>
        <span className={classes.soft}>{alerts.subject}:</span> <b dir="auto">{subject}</b>
      </p>
      <SegmentedControl
        aria-label={digests.part}
        value={part}
        onChange={setPart}
        data={[
          { value: 'html', label: digests.parts.html },
          { value: 'text', label: digests.parts.text },
        ]}
      />
      {part === 'html' ? (
        // Loaded again when the mail has become another.
        <iframe key={html} className={classes.mail} title={subject} sandbox="" src={`/desk/digests/${id}`} />
      ) : (
        <pre className={classes.text} dir="auto">
          {text}
        </pre>
      )}
    </>
  )
}
