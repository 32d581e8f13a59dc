/** When a story may go out at the earliest, and when it ends. */
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { FormFault } from '../../app/states.tsx'
import { useLanguage, useWords } from '../../app/words.tsx'
import { useStoryDeed, useStoryHead } from './story-head.ts'

export function Times({ id }: { id: string }) {
  const { times } = useWords().story
  const head = useStoryHead(id).data
  if (head === undefined || !head.may.publish) return null
  return (
    <Stack gap="md">
      <Moment id={id} name="embargoAt" at={head.embargoAt} label={times.embargo} help={times.embargoHelp} />
      <Moment id={id} name="expiresAt" at={head.expiresAt} label={times.expiry} help={times.expiryHelp} />
    </Stack>
  )
}

type MomentProps = { id: string; name: 'embargoAt' | 'expiresAt'; at: number | null; label: string; help: string }

/** A time is given by the publication's clock, and shown by that of whoever looks. */
function Moment({ id, name, at, label, help }: MomentProps) {
  const { times } = useWords().story
  const { language } = useLanguage()
  const [time, setTime] = useState('')
  const set = useStoryDeed(id, (value: string | null) =>
    call('PATCH /api/v1/articles/:id', { params: { id }, body: { [name]: value } }),
  )
  const shown = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <div>
      <Group align="end" gap="xs" wrap="nowrap">
        <TextInput
          flex={1}
          type="datetime-local"
          label={label}
          description={help}
          value={time}
          onChange={({ currentTarget }) => setTime(currentTarget.value)}
        />
        <Button
          variant="default"
          disabled={time === ''}
          loading={set.isPending}
          onClick={() => set.mutate(time, { onSuccess: () => setTime('') })}
        >
          {times.set}
        </Button>
      </Group>
      {at !== null && (
        <Group gap="xs">
          <Text size="sm">{shown.format(at)}</Text>
          <Button size="compact-sm" variant="subtle" onClick={() => set.mutate(null)}>
            {times.remove}
          </Button>
        </Group>
      )}
      <FormFault error={set.error} />
    </div>
  )
}
