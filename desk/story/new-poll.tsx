import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { useWords } from '../app/words.tsx'
import { blankPoll, newPollOf, type PollDraft } from './poll-draft.ts'
import { PollForm } from './poll-form.tsx'

const everything = { removeOptions: true, changeChoices: true }

export function NewPoll({ made }: { made: (poll: string) => void }) {
  const { poll: words } = useWords().story
  const [draft, setDraft] = useState(blankPoll)
  const make = useMutation({
    mutationFn: (typed: PollDraft) => call('POST /api/v1/polls', { body: newPollOf(typed) }),
    onSuccess: ({ id }) => made(id),
  })
  return (
    <PollForm
      draft={draft}
      set={(part) => setDraft((before) => ({ ...before, ...part }))}
      may={everything}
      send={() => make.mutate(draft)}
      isSending={make.isPending}
      error={make.error}
      sent={make.variables}
      does={words.make}
    />
  )
}
