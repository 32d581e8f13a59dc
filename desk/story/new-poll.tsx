/** The form of a new poll. The server's own rules say what a poll may be; what it refuses is said at the form. */
import { ActionIcon, Button, Group, NumberInput, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, type Body } from '../api/client.ts'
import { useMedium, type Medium } from '../api/media.ts'
import { sending } from '../app/forms.ts'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import { MediaChooser } from '../media/media-chooser.tsx'
import classes from './new-poll.module.css'

type Picture = { media: string; alt: string }
type Answer = { key: string; label: string; picture: Picture | null }

const newAnswer = (): Answer => ({ key: crypto.randomUUID(), label: '', picture: null })
const isWritten = ({ label, picture }: Answer) => label.trim() !== '' || picture !== null

export function NewPoll({ made }: { made: (poll: string) => void }) {
  const { poll: words } = useWords().story
  const [question, setQuestion] = useState('')
  const [answers, setAnswers] = useState(() => [newAnswer(), newAnswer()])
  const [most, setMost] = useState(1)
  const [pictured, setPictured] = useState<string>()
  const make = useMutation({
    mutationFn: () => call('POST /api/v1/polls', { body: pollOf(question, answers, most) }),
    onSuccess: ({ id }) => made(id),
  })
  const change = (key: string, part: Partial<Answer>) =>
    setAnswers((all) => all.map((answer) => (answer.key === key ? { ...answer, ...part } : answer)))
  const take = ([medium]: Medium[]) => {
    if (pictured !== undefined && medium !== undefined)
      change(pictured, { picture: { media: medium.id, alt: medium.alt } })
    setPictured(undefined)
  }
  return (
    <>
      <form onSubmit={sending(() => make.mutate())}>
        <Stack gap="sm">
          <TextInput
            label={words.question}
            required
            dir="auto"
            data-autofocus
            value={question}
            onChange={({ currentTarget }) => setQuestion(currentTarget.value)}
          />
          {answers.map((answer, index) => (
            <AnswerFields
              key={answer.key}
              answer={answer}
              number={index + 1}
              change={(part) => change(answer.key, part)}
              choosePicture={() => setPictured(answer.key)}
              {...(answers.length > 2 && { remove: () => setAnswers(answers.filter((other) => other !== answer)) })}
            />
          ))}
          <Group align="end" justify="space-between">
            <Button
              variant="default"
              disabled={answers.length >= 20}
              onClick={() => setAnswers([...answers, newAnswer()])}
            >
              {words.addOption}
            </Button>
            <NumberInput
              label={words.maxChoices}
              min={1}
              max={answers.length}
              className={classes.most}
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
      {/* Beside the form: what is sent in its window is not sent from here. */}
      <MediaChooser kind="image" isOpen={pictured !== undefined} close={() => setPictured(undefined)} choose={take} />
    </>
  )
}

/** Lines that were left empty are no answers. */
function pollOf(question: string, answers: readonly Answer[], maxChoices: number): Body<'POST /api/v1/polls'> {
  const written = answers.filter(isWritten)
  return {
    question,
    options: written.map(({ label }) => label),
    pictures: written.map(({ picture }) => picture),
    maxChoices,
  }
}

type AnswerProps = {
  answer: Answer
  number: number
  change: (part: Partial<Answer>) => void
  choosePicture: () => void
  remove?: () => void
}

function AnswerFields({ answer, number, change, choosePicture, remove }: AnswerProps) {
  const { poll: words, choosePicture: choose } = useWords().story
  const { label, picture } = answer
  return (
    <div className={classes.answer}>
      <TextInput
        label={words.option(number)}
        required={number <= 2}
        dir="auto"
        value={label}
        onChange={({ currentTarget }) => change({ label: currentTarget.value })}
        {...(remove !== undefined && {
          rightSection: (
            <ActionIcon variant="subtle" aria-label={words.removeOption(number)} onClick={remove}>
              ×
            </ActionIcon>
          ),
        })}
      />
      {picture === null ? (
        <Button
          size="compact-sm"
          variant="subtle"
          className={classes.choose}
          aria-label={words.pictureFor(number)}
          onClick={choosePicture}
        >
          {choose}
        </Button>
      ) : (
        <PictureFields
          picture={picture}
          number={number}
          change={(next) => change({ picture: next })}
          choosePicture={choosePicture}
        />
      )}
    </div>
  )
}

type PictureProps = {
  picture: Picture
  number: number
  change: (picture: Picture | null) => void
  choosePicture: () => void
}

/** As readers see it, and what it shows: every answer can be told apart without seeing. */
function PictureFields({ picture, number, change, choosePicture }: PictureProps) {
  const { poll: words, details, fields } = useWords().story
  const { medium } = useMedium(picture.media)
  return (
    <div className={classes.picture}>
      <div className={classes.square}>{medium?.src != null && <img src={medium.src} alt="" />}</div>
      <TextInput
        size="sm"
        label={fields.alt}
        required
        dir="auto"
        value={picture.alt}
        onChange={({ currentTarget }) => change({ ...picture, alt: currentTarget.value })}
      />
      <Group gap="xs" className={classes.acts}>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={words.anotherPictureFor(number)}
          onClick={choosePicture}
        >
          {details.changePicture}
        </Button>
        <Button size="compact-sm" variant="subtle" aria-label={words.noPictureFor(number)} onClick={() => change(null)}>
          {details.noPicture}
        </Button>
      </Group>
    </div>
  )
}
