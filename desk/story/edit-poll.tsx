/** Changes a poll where it stands. What is typed stays, whatever the server says and whoever else changes it. */
import { Button, Modal, Text } from '@mantine/core'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, Problem } from '../api/client.ts'
import { Failed, Loading } from '../app/states.tsx'
import { useLanguage, useWords } from '../app/words.tsx'
import { changesOf, draftOf, partsChanged, rebased, type Poll, type PollDraft } from './poll-draft.ts'
import classes from './poll-form.module.css'
import { PollForm } from './poll-form.tsx'

type Props = { id: string; close: () => void }

export function EditPoll({ id, close }: Props) {
  const { story, app } = useWords()
  const { data: poll, error, refetch } = useQuery(asItIs(id))
  const [isTouched, setTouched] = useState(false)
  // Escape, or a press beside the window, throws away nothing that was typed: its button does.
  return (
    <Modal.Stack>
      <Modal
        opened
        stackId="poll"
        onClose={() => isTouched || close()}
        title={story.poll.editTitle}
        size="lg"
        closeButtonProps={{ 'aria-label': app.close, onClick: close }}
      >
        {poll === undefined && error === null && <Loading />}
        {poll === undefined && error !== null && <Failed error={error} retry={() => void refetch()} />}
        {poll !== undefined && <Editing poll={poll} close={close} touch={() => setTouched(true)} />}
      </Modal>
    </Modal.Stack>
  )
}

/** As the server has it when the form opens; what comes later is taken in by hand. */
function asItIs(id: string) {
  return queryOptions({
    queryKey: ['poll-edited', id],
    queryFn: ({ signal }) => call('GET /api/v1/polls/:id', { params: { id }, signal }),
    gcTime: 0,
    staleTime: Infinity,
  })
}

type EditingProps = { poll: Poll; close: () => void; touch: () => void }

function Editing({ poll, close, touch }: EditingProps) {
  const { story, app } = useWords()
  const { draft, set, seen, earlier, save, takeTheirs } = useEditing(poll, close)
  return (
    <PollForm
      draft={draft}
      set={(part) => {
        touch()
        set(part)
      }}
      may={seen.may}
      send={() => save.mutate(draft)}
      isSending={save.isPending}
      error={save.error}
      sent={save.variables}
      does={app.save}
    >
      {!seen.may.removeOptions && <Text size="sm">{story.poll.voted}</Text>}
      {earlier !== undefined && <Theirs earlier={earlier} now={seen} takeTheirs={takeTheirs} />}
    </PollForm>
  )
}

/** `seen`: the poll that the draft is of; `earlier`: what it was when somebody else changed it. */
function useEditing(poll: Poll, close: () => void) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(() => draftOf(poll))
  const [seen, setSeen] = useState(poll)
  const [earlier, setEarlier] = useState<Poll>()
  const params = { id: poll.id }
  const save = useMutation({
    mutationFn: (typed: PollDraft) =>
      call('PATCH /api/v1/polls/:id', { params, body: changesOf(typed, seen), revision: seen.revision }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['poll', poll.id] })
      void client.invalidateQueries({ queryKey: ['polls'] })
      close()
    },
    async onError(error) {
      if (!isOvertaken(error)) return
      const now = await call('GET /api/v1/polls/:id', { params }).catch(() => undefined)
      if (now === undefined) return
      if (now.revision !== seen.revision) setEarlier(seen)
      setSeen(now)
      setDraft((typed) => rebased(typed, seen, now))
    },
  })
  const takeTheirs = () => {
    setDraft(draftOf(seen))
    setEarlier(undefined)
    save.reset()
  }
  const set = (part: Partial<PollDraft>) => setDraft((before) => ({ ...before, ...part }))
  return { draft, set, seen, earlier, save, takeTheirs }
}

/** Somebody else has changed it meanwhile, or readers have voted. */
function isOvertaken(error: Error): boolean {
  return error instanceof Problem && (error.status === 412 || error.faults.some(({ code }) => ofVotes.has(code ?? '')))
}

const ofVotes = new Set(['poll-voted', 'poll-voted-choices', 'poll-answer-gone'])

type TheirsProps = { earlier: Poll; now: Poll; takeTheirs: () => void }

/** What somebody else has made of it, beside what is typed here. */
function Theirs({ earlier, now, takeTheirs }: TheirsProps) {
  const { poll: words } = useWords().story
  const { language } = useLanguage()
  const parts = partsChanged(earlier, now).map((part) => words.parts[part])
  return (
    <div className={classes.theirs}>
      <Text size="sm">{words.changedParts(new Intl.ListFormat(language).format(parts))}</Text>
      <blockquote dir="auto">
        {now.question}
        <ul>
          {now.options.map((option) => (
            <li key={option}>{option}</li>
          ))}
        </ul>
      </blockquote>
      <Button size="xs" variant="default" onClick={takeTheirs}>
        {words.takeTheirs}
      </Button>
    </div>
  )
}
