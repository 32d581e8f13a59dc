/** The form of a poll, new or not. The server's rules say what a poll may be; what it refuses is said at the field. */
import { Button, NativeSelect, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { Medium } from '../api/media.ts'
import { sending } from '../app/forms.ts'
import { shownByClock } from '../app/paper-clock.ts'
import { usePaperZone } from '../app/paper.ts'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import { MediaChooser } from '../media/media-chooser.tsx'
import { useFaultAt, type FaultAt } from '../refusals/field-faults.ts'
import { AnswerFields } from './poll-answers.tsx'
import { newAnswer, pathsOf, picturePathsOf, type Answer, type Poll, type PollDraft } from './poll-draft.ts'
import classes from './poll-form.module.css'

type Set = (part: Partial<PollDraft>) => void

type Props = {
  draft: PollDraft
  set: Set
  /** What readers' votes do not stand in the way of. */
  may: Pick<Poll['may'], 'removeOptions' | 'changeChoices'>
  send: () => void
  isSending: boolean
  error: Error | null
  /** What was sent when the server found fault. */
  sent: PollDraft | undefined
  /** What the button says that sends it. */
  does: string
  /** Above the button. */
  children?: ReactNode
}

export function PollForm({ draft, set, may, send, isSending, error, sent, does, children }: Props) {
  const { poll: words } = useWords().story
  const [pictured, setPictured] = useState<string>()
  const faultAt = useFaultAt(error)
  const take = ([medium]: Medium[]) => {
    const picture = medium && { media: medium.id, alt: medium.alt }
    if (picture !== undefined)
      set({ answers: draft.answers.map((answer) => (answer.key === pictured ? { ...answer, picture } : answer)) })
    setPictured(undefined)
  }
  return (
    <>
      <form onSubmit={sending(send)}>
        <Stack gap="sm">
          <TextInput
            label={words.question}
            required
            dir="auto"
            data-autofocus
            error={faultAt('/question')}
            value={draft.question}
            onChange={({ currentTarget }) => set({ question: currentTarget.value })}
          />
          <Answers {...{ draft, set, may, faultAt, sent }} choosePicture={setPictured} />
          <Choices {...{ draft, set, may, faultAt }} />
          <Times {...{ draft, set, faultAt }} />
          <Results {...{ draft, set, faultAt }} />
          {children}
          <FormFault error={error} />
          <Button type="submit" loading={isSending}>
            {does}
          </Button>
        </Stack>
      </form>
      {/* Beside the form: what is sent in its window is not sent from here. */}
      <MediaChooser kind="image" isOpen={pictured !== undefined} close={() => setPictured(undefined)} choose={take} />
    </>
  )
}

type PartProps = Pick<Props, 'draft' | 'set'> & { faultAt: FaultAt }

type AnswersProps = PartProps & Pick<Props, 'may' | 'sent'> & { choosePicture: (key: string) => void }

function Answers({ draft: { answers }, set, may, faultAt, sent, choosePicture }: AnswersProps) {
  const { poll: words } = useWords().story
  const change = (key: string, part: Partial<Answer>) =>
    set({ answers: answers.map((answer) => (answer.key === key ? { ...answer, ...part } : answer)) })
  return (
    <>
      {answers.map((answer, index) => {
        const isFree = may.removeOptions || answer.id === null
        return (
          <AnswerFields
            key={answer.key}
            answer={answer}
            number={index + 1}
            isRequired={index < 2 || !isFree}
            fault={faultAt(...pathsOf(sent, answer.key))}
            altFault={faultAt(...picturePathsOf(sent, answer.key))}
            change={(part) => change(answer.key, part)}
            choosePicture={() => choosePicture(answer.key)}
            {...(isFree &&
              answers.length > 2 && { remove: () => set({ answers: answers.filter((other) => other !== answer) }) })}
          />
        )
      })}
      <OfAllAnswers may={may} fault={faultAt('/options', '/pictures')} />
      <Button
        variant="default"
        className={classes.add}
        disabled={answers.length >= 20}
        onClick={() => set({ answers: [...answers, newAnswer()] })}
      >
        {words.addOption}
      </Button>
    </>
  )
}

function OfAllAnswers({ may, fault }: Pick<Props, 'may'> & { fault: string | undefined }) {
  const { refusals } = useWords()
  if (fault !== undefined)
    return (
      <Text size="sm" c="var(--fault)">
        {fault}
      </Text>
    )
  if (may.removeOptions) return null
  return (
    <Text size="sm" c="dimmed">
      {refusals['poll-voted']}
    </Text>
  )
}

/** How many answers a reader chooses. */
function Choices({ draft, set, may, faultAt }: PartProps & Pick<Props, 'may'>) {
  const { refusals, story } = useWords()
  const fixed = may.changeChoices ? {} : { disabled: true, description: refusals['poll-voted-choices'] }
  const field = (name: 'minChoices' | 'maxChoices') => ({
    label: story.poll[name],
    error: faultAt(`/${name}`),
    min: 1,
    max: draft.answers.length,
    value: draft[name],
    ...fixed,
    onChange: (value: string | number) => set({ [name]: Number(value) || 1 }),
  })
  return (
    <div className={classes.pair}>
      <NumberInput {...field('minChoices')} />
      <NumberInput {...field('maxChoices')} />
    </div>
  )
}

/** By the publication's clock. */
function Times({ draft, set, faultAt }: PartProps) {
  const { poll: words } = useWords().story
  const zone = usePaperZone()
  const field = (name: 'opensAt' | 'closesAt') => {
    const at = draft[name]
    return {
      type: 'datetime-local',
      label: words[name](`\u2068${zone}\u2069`),
      error: faultAt(`/${name}`),
      value: typeof at === 'number' ? shownByClock(at, zone) : (at ?? ''),
      // What is half typed is empty here.
      onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
        set({ [name]: currentTarget.value || null }),
    }
  }
  return (
    <div className={classes.pair}>
      <TextInput {...field('opensAt')} description={words.opensHelp} />
      <TextInput {...field('closesAt')} description={words.closesHelp} />
    </div>
  )
}

function Results({ draft, set, faultAt }: PartProps) {
  const { poll: words } = useWords().story
  return (
    <NativeSelect
      label={words.results}
      error={faultAt('/results')}
      data={policies.map((value) => ({ value, label: words.shown[value] }))}
      value={draft.results}
      onChange={({ currentTarget }) => set({ results: policies[currentTarget.selectedIndex] ?? draft.results })}
    />
  )
}

const policies = ['always', 'after-vote', 'after-close', 'staff'] as const
