import { Button, Checkbox, Group, NativeSelect, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { TopicsField } from '../alerts/topics-field.tsx'
import { call, type Body } from '../api/client.ts'
import { Confirm } from '../app/confirm.tsx'
import { sending } from '../app/forms.ts'
import { Section } from '../app/section.tsx'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import { useListDeed, type List, type Report } from './list-queries.ts'
import classes from './lists.module.css'

type Start = Body<'POST /api/v1/subscriber-imports/:id/start'>
type Pace = NonNullable<Start['pace']>
const paces = ['breaking', 'all', 'daily', 'weekly'] as const satisfies Pace[]

type Props = { list: List; report: Report }

/** What those who come in get, and where they agreed: without that nobody comes in. */
export function StartList({ list: { id }, report }: Props) {
  const { lists } = useWords()
  const [start, setStart] = useState<Start>({ consent: '', pace: 'all', everything: true, topics: [] })
  const set = (change: Partial<Start>) => setStart((before) => ({ ...before, ...change }))
  const params = { id }
  const body = { ...start, topics: start.everything ? [] : start.topics }
  const begin = useListDeed(id, () => call('POST /api/v1/subscriber-imports/:id/start', { params, body }))
  const giveUp = useListDeed(id, () => call('POST /api/v1/subscriber-imports/:id/cancel', { params }))
  const isNobody = report.added === 0
  const [isAsked, setAsked] = useState(false)
  return (
    <Section title={lists.bring} help={isNobody ? lists.nobody : lists.bringHelp}>
      <form onSubmit={sending(() => setAsked(true))} className={classes.start}>
        <Stack gap="md">
          {!isNobody && <Consent start={start} set={set} />}
          {!isNobody && <Gets start={start} set={set} />}
          <FormFault error={giveUp.error} />
          <Group>
            {!isNobody && (
              <Button type="submit" disabled={!start.everything && !start.topics?.length}>
                {lists.start(report.added)}
              </Button>
            )}
            <Button variant="default" loading={giveUp.isPending} onClick={() => giveUp.mutate()}>
              {lists.giveUp}
            </Button>
          </Group>
          <Text className={classes.soft}>{lists.waits}</Text>
        </Stack>
      </form>
      <Confirm
        isOpen={isAsked}
        close={() => setAsked(false)}
        title={lists.startTitle}
        help={lists.bringHelp}
        does={lists.start(report.added)}
        run={() => begin.mutate()}
        isRunning={begin.isPending}
        error={begin.error}
      />
    </Section>
  )
}

type Part = { start: Start; set: (change: Partial<Start>) => void }

function Consent({ start, set }: Part) {
  const { lists, subscribers } = useWords()
  return (
    <TextInput
      label={subscribers.consent}
      description={lists.consentHelp}
      required
      dir="auto"
      maxLength={500}
      value={start.consent}
      onChange={({ currentTarget: { value } }) => set({ consent: value })}
    />
  )
}

function Gets({ start, set }: Part) {
  const { lists, subscribers } = useWords()
  const { everything = true, topics = [], pace = 'all', breakingAtOnce = true } = start
  const isDigest = pace === 'daily' || pace === 'weekly'
  return (
    <>
      <Radio.Group
        label={lists.what}
        value={everything ? 'everything' : 'topics'}
        onChange={(value) => set({ everything: value === 'everything' })}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="everything" label={subscribers.everything} />
          <Radio value="topics" label={lists.someTopics} />
        </Stack>
      </Radio.Group>
      {!everything && (
        <TopicsField chosen={topics} set={(chosen) => set({ topics: chosen })} help={subscribers.topicsBelow} />
      )}
      <NativeSelect
        label={subscribers.pace}
        value={pace}
        data={paces.map((value) => ({ value, label: subscribers.paces[value] }))}
        onChange={({ currentTarget: { value } }) => set({ pace: paces.find((known) => known === value) ?? pace })}
      />
      {isDigest && (
        <Checkbox
          label={lists.atOnce}
          description={lists.atOnceHelp}
          checked={breakingAtOnce}
          onChange={({ currentTarget: { checked } }) => set({ breakingAtOnce: checked })}
        />
      )}
    </>
  )
}
