import { Button, Group, Text, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, type Reply } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { sending } from '../app/forms.ts'
import { Section } from '../app/section.tsx'
import { Failed, FormFault, Loading } from '../app/states.tsx'
import { useTimes } from '../app/times.ts'
import { useWords } from '../app/words.tsx'
import classes from './digests.module.css'

type Note = Reply<'GET /api/v1/digests'>['notes'][number]

const paces = ['daily', 'weekly'] as const satisfies Note['pace'][]

/** What the newsroom says in the next digest of each reader. */
export function Notes() {
  const { digests } = useWords()
  const { data, error, refetch } = useQuery({
    queryKey: ['digests', 'notes'],
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
  const { words, set, isChanged, write } = useNote(pace, note?.words ?? '')
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
    </form>
  )

  function byWhom(): string {
    if (note === undefined) return ''
    const when = times.moment(note.madeAt)
    return note.by.id === '' ? digests.noteAt(when) : digests.noteBy({ name: `\u2068${note.by.name}\u2069`, when })
  }
}

/** The note as it is typed; as the server has it, where nothing is. */
function useNote(pace: Note['pace'], kept: string) {
  const client = useQueryClient()
  const [typed, setTyped] = useState<string>()
  const words = typed ?? kept
  const write = useMutation({
    mutationFn: (wanted: string) =>
      call('PUT /api/v1/digests/notes/:pace', { params: { pace }, body: { words: wanted } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['digests'] })
      await client.invalidateQueries({ queryKey: ['digest-of'] })
      setTyped(undefined)
    },
  })
  return { words, set: setTyped, isChanged: words.trim() !== kept, write }
}
