import { Button, Group, Text, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { isStale } from '../api/alerts.ts'
import { call, type Reply } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { sending } from '../app/forms.ts'
import { Section } from '../app/section.tsx'
import { Failed, FormFault, Loading } from '../app/states.tsx'
import { useTimes } from '../app/times.ts'
import { useWords } from '../app/words.tsx'
import classes from './digests.module.css'

type Digests = Reply<'GET /api/v1/digests'>
type Note = Digests['notes'][number]

const queryKey = ['digests', 'notes']

const paces = ['daily', 'weekly'] as const satisfies Note['pace'][]

/** What the newsroom says in the next digest of each reader. */
export function Notes() {
  const { digests } = useWords()
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => call('GET /api/v1/digests', { query: { limit: 1 }, signal }),
  })
  return (
    <Section title={digests.notes} help={digests.notesHelp}>
      {data === undefined && error === null && <Loading />}
      {data === undefined && error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data !== undefined &&
        paces.map((pace) => <OfPace key={pace} pace={pace} note={data.notes.find((note) => note.pace === pace)} />)}
    </Section>
  )
}

/** In characters, as the server counts them. */
const most = 1_000

function OfPace({ pace, note }: { pace: Note['pace']; note: Note | undefined }) {
  const { digests } = useWords()
  const times = useTimes()
  const mayWrite = useSession()?.acts.includes('alert.approve') ?? false
  const { words, set, isChanged, write } = useNote(pace, note)
  return (
    <form className={classes.note} onSubmit={sending(() => write.mutate(words))}>
      <Textarea
        label={digests.noteFor[pace]}
        description={note === undefined ? digests.noteNone : byWhom()}
        readOnly={!mayWrite}
        autosize
        minRows={3}
        maxLength={most}
        dir="auto"
        w="100%"
        value={words}
        onChange={({ currentTarget }) => set(currentTarget.value)}
      />
      {mayWrite && (
        <Group gap="xs">
          <Button type="submit" variant="default" disabled={!isChanged} loading={write.isPending}>
            {digests.noteSave}
          </Button>
          {note !== undefined && (
            <Button variant="subtle" size="xs" px={6} onClick={() => write.mutate('')}>
              {digests.noteRemove}
            </Button>
          )}
          <Text role="status" size="sm" c="dimmed">
            {write.data !== undefined && !isChanged && digests.noteOutcomes[write.data.outcome]}
          </Text>
        </Group>
      )}
      <FormFault error={write.error} />
      {isStale(write.error) && <blockquote dir="auto">{note?.words ?? digests.noteNone}</blockquote>}
    </form>
  )

  function byWhom(): string {
    if (note === undefined) return ''
    const when = times.moment(note.madeAt)
    return note.by.id === '' ? digests.noteAt(when) : digests.noteBy({ name: `\u2068${note.by.name}\u2069`, when })
  }
}

/** `over`: when the note was made that stood there as they began, 0 where there was none. */
type Typed = { words: string; over: number }

/** The note as it is typed; as the server has it, where nothing is. */
function useNote(pace: Note['pace'], note: Note | undefined) {
  const client = useQueryClient()
  const [typed, setTyped] = useState<Typed>()
  const kept = { words: note?.words ?? '', over: note?.madeAt ?? 0 }
  const { words, over } = typed ?? kept
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: ['digests'] })
    await client.invalidateQueries({ queryKey: ['digest-of'] })
  }
  const write = useMutation({
    mutationFn: (wanted: string) =>
      call('PUT /api/v1/digests/notes/:pace', { params: { pace }, body: { words: wanted }, revision: over }),
    onSuccess: async ({ revision }, wanted) => {
      await refresh()
      // What was typed meanwhile stays.
      setTyped((now) => (now === undefined || now.words === wanted ? undefined : { ...now, over: revision }))
    },
    onError: async (error) => {
      await refresh()
      if (!isStale(error)) return
      // Whoever has been shown another note may put theirs in its place.
      const shown = client.getQueryData<Digests>(queryKey)?.notes.find((other) => other.pace === pace)
      setTyped((now) => now && { ...now, over: shown?.madeAt ?? 0 })
    },
  })
  const set = (next: string) => setTyped({ words: next, over })
  return { words, set, isChanged: words.trim() !== kept.words, write }
}
