import { Button, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { call } from '../../api/client.ts'
import { FormFault } from '../../app/states.tsx'
import { useWords } from '../../app/words.tsx'
import { useStoryDeed, type StoryHead } from './story-head.ts'

type Props = { head: StoryHead; deed: 'submit' | 'return' | 'withdraw'; close: () => void }

/** Deeds that go with words to somebody, or want a second look before they are done. */
export function WordsDialog({ head, deed, close }: Props) {
  const { publish } = useWords().story
  const { app } = useWords()
  const [words, setWords] = useState('')
  const send = useStoryDeed(head.id, () => run(head.id, deed, words))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send.mutate(undefined, { onSuccess: close })
  }
  return (
    <Modal opened onClose={close} title={publish[deed]} closeButtonProps={{ 'aria-label': app.close }}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text>{publish.says[deed]}</Text>
          {deed !== 'withdraw' && (
            <Textarea
              label={publish.words[deed]}
              required={deed === 'return'}
              autosize
              minRows={3}
              dir="auto"
              data-autofocus
              value={words}
              onChange={({ currentTarget }) => setWords(currentTarget.value)}
            />
          )}
          <FormFault error={send.error} />
          <Button type="submit" loading={send.isPending}>
            {publish[deed]}
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}

async function run(id: string, deed: Props['deed'], words: string): Promise<void> {
  const asked = { params: { id } }
  if (deed === 'withdraw') await call('POST /api/v1/articles/:id/withdraw', asked)
  else if (deed === 'return') await call('POST /api/v1/articles/:id/return', { ...asked, body: { words } })
  else await call('POST /api/v1/articles/:id/submit', { ...asked, body: words === '' ? {} : { words } })
}
