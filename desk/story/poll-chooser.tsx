/** A poll for a story: a new one, or one that is there. */
import { Button, Divider, Modal, Stack, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { useWords } from '../app/words.tsx'
import { NewPoll } from './new-poll.tsx'

type Props = { close: () => void; choose: (poll: string) => void }

export function PollChooser({ close, choose }: Props) {
  const { story, app } = useWords()
  const mayMake = useSession()?.acts.includes('poll.edit') ?? false
  // A picture is chosen in a window above this one: Escape closes only that.
  return (
    <Modal.Stack>
      <Modal
        opened
        stackId="poll"
        onClose={close}
        title={story.poll.title}
        size="lg"
        closeButtonProps={{ 'aria-label': app.close }}
      >
        <Stack gap="lg">
          {mayMake && <NewPoll made={choose} />}
          {mayMake && <Divider label={story.poll.or} />}
          <KnownPolls choose={choose} />
        </Stack>
      </Modal>
    </Modal.Stack>
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
