import { Checkbox } from '@mantine/core'
import type { Alert } from '../api/alerts.ts'
import { Section } from '../app/section.tsx'
import { useTimes } from '../app/times.ts'
import { useWords } from '../app/words.tsx'
import type { Writing } from './writing.ts'

type Props = { alert: Alert; writing: Writing }

/** Whether it goes with what is planned of its story; nothing, where nothing is. */
export function When({ alert: { story, plannedAt }, writing: { draft, set } }: Props) {
  const { alerts } = useWords()
  const times = useTimes()
  const at = story.plannedAt ?? plannedAt
  if (at === null) return null
  return (
    <Section title={alerts.when}>
      <Checkbox
        label={alerts.withPublication(times.atPaper(at))}
        description={alerts.withPublicationHelp}
        checked={draft.withPublication}
        onChange={({ currentTarget: { checked } }) => set({ withPublication: checked })}
      />
    </Section>
  )
}
