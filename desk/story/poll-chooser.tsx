/** A poll for a story: a new one, or one that is there. */
import { ActionIcon, Button, Divider, Group, Modal, NumberInput, Stack, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { call } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'

type Props = { close: () => void; choose: (poll: string) => void }

export function PollChooser({ close, choose }: Props) {
  const { story, app } = useWords()
  const mayMake = useSession()?.acts.includes('poll.edit') ?? false
  return (
    <Modal opened onClose={close} title={story.poll.title} size="lg" closeButtonProps={{ 'aria-label': app.close }}>
      <Stack gap="lg">
        {mayMake && <NewPoll made={choose} />}
        {mayMake && <Divider label={story.poll.or} />}
        <KnownPolls choose={choose} />
      </Stack>
    </Modal>
  )
}

/** The server's own rules say what a poll may be; what it refuses is said at the form. */
function NewPoll({ made }: { made: (poll: string) => void }) {
  const { story } = useWords()
  const { poll: words } = story
  const [question, setQuestion] = useState('')
  const [options, setOptions] = useState(['', ''])
  const [most, setMost] = useState(1)
  const make = useMutation({
    mutationFn: () =>
      call('POST /api/v1/polls', {
        body: { question, options: options.filter((option) => option.trim() !== ''), maxChoices: most },
      }),
    onSuccess: ({ id }) => made(id),
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  const setOption = (index: number, value: string) =>
    setOptions(options.map((option, at) => (at === index ? value : option)))
  return (
    <form onSubmit={send}>
      <Stack gap="sm">
        <TextInput
          label={words.question}
          required
          dir="auto"
          data-autofocus
          value={question}
          onChange={({ currentTarget }) => setQuestion(currentTarget.value)}
        />
        {options.map((option, index) => (
          <TextInput
            key={index}
            label={words.option(index + 1)}
            required={index < 2}
            dir="auto"
            value={option}
            onChange={({ currentTarget }) => setOption(index, currentTarget.value)}
            {...(options.length > 2 && {
              rightSection: (
                <ActionIcon
                  variant="subtle"
                  aria-label={words.removeOption(index + 1)}
                  onClick={() => setOptions(options.filter((_, at) => at !== index))}
                >
                  ×
                </ActionIcon>
              ),
            })}
          />
        ))}
        <Group align="end" justify="space-between">
          <Button variant="default" disabled={options.length >= 20} onClick={() => setOptions([...options, ''])}>
            {words.addOption}
          </Button>
          <NumberInput
            label={words.maxChoices}
            min={1}
            max={options.length}
            w={180}
            value={most}
            onChange={(value) => setMost(Number(value) || 1)}
          />
        </Group>
        <FormFault error={make.error} />
        <Button type="submit" loading={make.isPending}>
          {words.make}
        </Button>
      </Stack>
    </form>
  )
}

function KnownPolls({ choose }: { choose: (poll: string) => void }) {
  const { story } = useWords()
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed, 200)
  const found = useQuery({
    queryKey: ['polls', search],
    queryFn: ({ signal }) => call('GET /api/v1/polls', { query: { search, limit: 8 }, signal }),
  })
  return (
    <Stack gap="xs">
      <TextInput
        type="search"
        label={story.poll.find}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {(found.data?.polls ?? []).map(({ id, question }) => (
        <Button key={id} variant="default" justify="start" fullWidth h="auto" py={8} onClick={() => choose(id)}>
          <span dir="auto" style={{ whiteSpace: 'normal', textAlign: 'start' }}>
            {question}
          </span>
        </Button>
      ))}
    </Stack>
  )
}
