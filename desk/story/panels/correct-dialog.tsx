import { Button, Modal, NativeSelect, Stack, Text, Textarea } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { call } from '../../api/client.ts'
import { FormFault } from '../../app/states.tsx'
import { useWords } from '../../app/words.tsx'
import { useStoryDeed, type StoryHead } from './story-head.ts'

const kinds = ['correction', 'clarification', 'update', 'retraction'] as const

/** What was wrong in a published story, and what is right. Readers see it at once. */
export function CorrectDialog({ head, close }: { head: StoryHead; close: () => void }) {
  const { correct } = useWords().story
  const { app } = useWords()
  const [kind, setKind] = useState<(typeof kinds)[number]>('correction')
  const [words, setWords] = useState('')
  const send = useStoryDeed(head.id, () =>
    call('POST /api/v1/articles/:id/corrections', {
      params: { id: head.id },
      body: { kind, words },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send.mutate(undefined, { onSuccess: close })
  }
  return (
    <Modal opened onClose={close} title={correct.title} size="lg" closeButtonProps={{ 'aria-label': app.close }}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <NativeSelect
            label={correct.kind}
            value={kind}
            data={kinds.map((value) => ({ value, label: correct.kinds[value] }))}
            onChange={({ currentTarget }) => setKind(kinds.find((known) => known === currentTarget.value) ?? kind)}
          />
          <Textarea
            label={correct.words}
            description={correct.help}
            required
            autosize
            minRows={4}
            dir="auto"
            data-autofocus
            value={words}
            onChange={({ currentTarget }) => setWords(currentTarget.value)}
          />
          <Text size="sm" c="dimmed">
            {correct.follows}
          </Text>
          <FormFault error={send.error} />
          <Button type="submit" loading={send.isPending}>
            {correct.publish}
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}
