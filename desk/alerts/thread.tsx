import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Alert } from '../api/alerts.ts'
import { call } from '../api/client.ts'
import { Section } from '../app/section.tsx'
import { useWords } from '../app/words.tsx'
import { Picker } from '../story/pickers.tsx'
import type { Writing } from './writing.ts'

type Props = { alert: Alert; writing: Writing }

/** The story that this one develops, where it is not a story of its own. */
export function Thread({ alert: { story, thread }, writing: { draft, set } }: Props) {
  const { alerts } = useWords()
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), 200)
  const found = useQuery({
    queryKey: ['related', search],
    queryFn: ({ signal }) => call('GET /api/v1/articles', { query: { search, state: 'published', limit: 10 }, signal }),
    enabled: search.length > 1,
  })
  const choices = (found.data?.articles ?? [])
    .filter(({ id, kind }) => id !== story.id && kind === 'article')
    .map(({ id, headline }) => ({ value: id, label: headline }))
  const [known, setKnown] = useState({ value: thread.id, label: thread.headline })
  const chosen = draft.thread === known.value ? known : { value: thread.id, label: thread.headline }
  return (
    <Section title={alerts.thread} help={alerts.threadHelp}>
      <Picker
        label={alerts.threadOf}
        help={draft.thread === story.id ? alerts.threadOwn : ''}
        readOnly={false}
        chosen={draft.thread === story.id ? [] : [chosen]}
        choices={choices}
        typed={typed}
        setTyped={setTyped}
        set={(values) => {
          const last = values.at(-1) ?? story.id
          setKnown(choices.find(({ value }) => value === last) ?? known)
          set({ thread: last })
        }}
      />
    </Section>
  )
}
