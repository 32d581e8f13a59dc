import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { useWords } from '../app/words.tsx'
import { Picker } from '../story/pickers.tsx'

type Props = { chosen: readonly number[]; set: (topics: number[]) => void; help?: string }

/** Topics by typing, as in a story. */
export function TopicsField({ chosen, set, help }: Props) {
  const { alerts } = useWords()
  const { data } = useQuery({ queryKey: ['topics'], queryFn: ({ signal }) => call('GET /api/v1/topics', { signal }) })
  const [typed, setTyped] = useState('')
  const all = data?.topics ?? []
  const found = all.filter(({ name }) => name.toLocaleLowerCase().includes(typed.toLocaleLowerCase()))
  return (
    <Picker
      label={alerts.topics}
      help={help ?? alerts.topicsHelp}
      readOnly={false}
      chosen={chosen.map((id) => ({ value: String(id), label: all.find((topic) => topic.id === id)?.name ?? '…' }))}
      choices={found.map(({ id, name, depth }) => ({ value: String(id), label: `${'– '.repeat(depth)}${name}` }))}
      typed={typed}
      setTyped={setTyped}
      set={(values) => set(values.map(Number))}
    />
  )
}
