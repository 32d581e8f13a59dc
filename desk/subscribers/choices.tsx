/** What somebody gets, changed for them by the newsroom: to less than they chose (decision 103). */
import {
  Button,
  Checkbox,
  Divider,
  Group,
  Input,
  Modal,
  NativeSelect,
  Radio,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { isMorePace } from '../../src/subscriptions/narrowing.ts'
import { TopicsField } from '../alerts/topics-field.tsx'
import { call, Problem } from '../api/client.ts'
import { sending } from '../app/forms.ts'
import { FormFault } from '../app/states.tsx'
import { useLanguage, useWords } from '../app/words.tsx'
import classes from './subscribers.module.css'
import { changeOf, dayOf, quietFault, typedOf, type Typed, type Whole } from './typed-choices.ts'

type Props = { subscriber: Whole }

export function ChangeChoices({ subscriber }: Props) {
  const { app, subscribers } = useWords()
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{subscribers.change}</Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={subscribers.change}
        size="lg"
        closeButtonProps={{ 'aria-label': app.close }}
      >
        <Form subscriber={subscriber} close={close} />
      </Modal>
    </>
  )
}

type Part = Props & { typed: Typed; set: (change: Partial<Typed>) => void; isMore: (name: string) => boolean }

function Form({ subscriber, close }: Props & { close: () => void }) {
  const { app, subscribers } = useWords()
  // What they choose meanwhile themselves is asked for again, and is no change of whoever types here.
  const [{ opened, before }] = useState({ opened: subscriber, before: typedOf(subscriber) })
  const [typed, setTyped] = useState(before)
  const change = useChange(opened, close)
  const { error } = change
  const part: Part = {
    subscriber: opened,
    typed,
    set: (part) => setTyped((before) => ({ ...before, ...part })),
    isMore: (name) => error instanceof Problem && error.faults.some(({ path }) => path === `/${name}`),
  }
  const body = changeOf(before, typed)
  const isSame = Object.keys(body).length === 0
  return (
    <form onSubmit={sending(() => change.mutate(body))}>
      <Stack gap="lg">
        <Text>{subscribers.onlyLess}</Text>
        <Topics {...part} />
        <Stack gap="sm">
          <Pace {...part} />
          {opened.channel === 'email' && <AtOnce {...part} />}
        </Stack>
        <Divider />
        <Quiet {...part} />
        <Pause {...part} />
        <Divider />
        <Group align="start" grow preventGrowOverflow={false} wrap="wrap">
          <Language {...part} />
          <TimeZone {...part} />
        </Group>
        <FormFault error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {app.cancel}
          </Button>
          <Button type="submit" loading={change.isPending} disabled={isSame || quietFault(typed)}>
            {app.save}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function useChange({ id }: Whole, done: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: ReturnType<typeof changeOf>) => call('PATCH /api/v1/subscribers/:id', { params: { id }, body }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['subscriber', id] })
      await client.invalidateQueries({ queryKey: ['subscribers'] })
      done()
    },
  })
}

/** Whoever gets everything may be given some; of those that somebody follows, some may go. */
function Topics({ subscriber, typed, set, isMore }: Part) {
  const { subscribers, lists } = useWords()
  const { everything, topics } = subscriber
  const error = isMore('topics') && subscribers.tooMuch
  if (!everything)
    return topics.length === 0 ? null : (
      <Checkbox.Group
        label={subscribers.topics}
        value={typed.topics.map(String)}
        onChange={(ids) => set({ topics: ids.map(Number) })}
        error={error}
      >
        <Stack gap="xs" mt="xs">
          {topics.map(({ id, name }) => (
            <Checkbox key={id} value={String(id)} label={<bdi>{name}</bdi>} />
          ))}
        </Stack>
      </Checkbox.Group>
    )
  return (
    <>
      <Radio.Group
        label={subscribers.topics}
        value={typed.everything ? 'everything' : 'topics'}
        onChange={(value) => set({ everything: value === 'everything' })}
        error={error}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="everything" label={subscribers.everything} />
          <Radio value="topics" label={lists.someTopics} />
        </Stack>
      </Radio.Group>
      {!typed.everything && (
        <TopicsField chosen={typed.topics} set={(chosen) => set({ topics: chosen })} help={subscribers.topicsBelow} />
      )}
    </>
  )
}

const paces = ['all', 'daily', 'weekly', 'breaking'] as const

function Pace({ subscriber, typed, set, isMore }: Part) {
  const { subscribers } = useWords()
  const { channel, breakingAtOnce } = subscriber
  const ofChannel = paces.filter((pace) => channel === 'email' || pace === 'all' || pace === 'breaking')
  const offered = ofChannel.filter((pace) => !isMorePace(subscriber, { pace, breakingAtOnce }))
  return (
    <NativeSelect
      label={subscribers.pace}
      value={typed.pace}
      data={offered.map((value) => ({ value, label: subscribers.paces[value] }))}
      onChange={({ currentTarget: { value } }) => set({ pace: offered.find((known) => known === value) ?? typed.pace })}
      error={isMore('pace') && subscribers.tooMuch}
    />
  )
}

/** Only with a digest, and only where it comes at once now. */
function AtOnce({ subscriber, typed, set }: Part) {
  const { lists } = useWords()
  const isDigest = typed.pace === 'daily' || typed.pace === 'weekly'
  if (!isDigest || isMorePace(subscriber, { ...typed, breakingAtOnce: true })) return null
  return (
    <Checkbox
      label={lists.atOnce}
      description={lists.atOnceHelp}
      checked={typed.breakingAtOnce}
      onChange={({ currentTarget: { checked } }) => set({ breakingAtOnce: checked })}
    />
  )
}

function Quiet({ subscriber, typed, set, isMore }: Part) {
  const { subscribers } = useWords()
  const isHalf = quietFault(typed)
  const isFaulty = isHalf || isMore('quiet')
  return (
    <fieldset className={classes.hours}>
      <Text component="legend" size="sm" fw={600}>
        {subscribers.quiet}
      </Text>
      <Text size="sm" c="dimmed">
        {subscribers.quietHelp(`\u2068${subscriber.timeZone}\u2069`)}
      </Text>
      <Group mt="xs" align="start">
        <TextInput
          type="time"
          label={subscribers.quietFrom}
          value={typed.quietFrom}
          onChange={({ currentTarget: { value } }) => set({ quietFrom: value })}
          error={isFaulty}
        />
        <TextInput
          type="time"
          label={subscribers.quietTo}
          value={typed.quietTo}
          onChange={({ currentTarget: { value } }) => set({ quietTo: value })}
          error={isFaulty}
        />
      </Group>
      {isFaulty && <Input.Error mt="xs">{isHalf ? subscribers.quietBoth : subscribers.tooMuch}</Input.Error>}
    </fieldset>
  )
}

const day = 86_400_000
/** A year, as for readers. */
const mostDays = 365

function Pause({ subscriber: { pausedUntil }, typed, set, isMore }: Part) {
  const { subscribers } = useWords()
  const now = Date.now()
  return (
    <TextInput
      type="date"
      label={subscribers.pauseUntil}
      description={subscribers.pauseHelp}
      min={dayOf(Math.max(pausedUntil ?? 0, now + day))}
      max={dayOf(now + mostDays * day)}
      value={typed.pauseUntil}
      onChange={({ currentTarget: { value } }) => set({ pauseUntil: value })}
      error={isMore('pause') && subscribers.tooMuch}
    />
  )
}

const spoken = ['en', 'de', 'fr', 'es', 'ar']

function Language({ subscriber, typed, set }: Part) {
  const { subscribers } = useWords()
  const { language } = useLanguage()
  const names = new Intl.DisplayNames([language], { type: 'language' })
  return (
    <NativeSelect
      label={subscribers.language}
      value={typed.language}
      data={[...new Set([subscriber.language, ...spoken])].map((value) => ({ value, label: names.of(value) ?? value }))}
      onChange={({ currentTarget: { value } }) => set({ language: value })}
    />
  )
}

function TimeZone({ subscriber, typed, set }: Part) {
  const { subscribers } = useWords()
  return (
    <NativeSelect
      label={subscribers.timeZone}
      dir="ltr"
      value={typed.timeZone}
      data={[...new Set([subscriber.timeZone, ...Intl.supportedValuesOf('timeZone')])]}
      onChange={({ currentTarget: { value } }) => set({ timeZone: value })}
    />
  )
}
