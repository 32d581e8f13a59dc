/** One answer of a poll, and the picture beside it. */
import { ActionIcon, Button, Group, TextInput } from '@mantine/core'
import { useMedium } from '../api/media.ts'
import { useWords } from '../app/words.tsx'
import type { Answer, Picture } from './poll-draft.ts'
import classes from './poll-form.module.css'

type AnswerProps = {
  answer: Answer
  number: number
  isRequired: boolean
  fault: string | undefined
  /** Of what its picture is said to show. */
  altFault: string | undefined
  change: (part: Partial<Answer>) => void
  choosePicture: () => void
  remove?: () => void
}

export function AnswerFields({ answer, number, isRequired, fault, altFault, ...acts }: AnswerProps) {
  const { poll: words, choosePicture: choose } = useWords().story
  const { change, choosePicture, remove } = acts
  const { label, picture } = answer
  return (
    <div className={classes.answer}>
      <TextInput
        label={words.option(number)}
        required={isRequired}
        dir="auto"
        error={fault}
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
          fault={altFault}
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
  fault: string | undefined
  change: (picture: Picture | null) => void
  choosePicture: () => void
}

/** As readers see it, and what it shows: every answer can be told apart without seeing. */
function PictureFields({ picture, number, fault, change, choosePicture }: PictureProps) {
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
        error={fault}
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
