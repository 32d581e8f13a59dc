import { Button, Checkbox, Group, Input, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Lead } from '../../src/working-copies/content.ts'
import { useMedium, type Medium } from '../api/media.ts'
import { useWords } from '../app/words.tsx'
import { FocalPoint } from '../media/focal-point.tsx'
import { MediaChooser } from '../media/media-chooser.tsx'
import { useField, type WorkingCopy } from './working-copy.ts'

/** The picture at the head of the story. */
export function LeadField({ copy }: { copy: WorkingCopy }) {
  const { story } = useWords()
  const [lead, set] = useField(copy, 'lead')
  const [isChoosing, setChoosing] = useState(false)
  const choose = (media: Medium[]) => {
    const [medium] = media
    if (medium !== undefined) set(leadFrom(medium))
    setChoosing(false)
  }
  return (
    <Input.Wrapper label={story.details.lead} labelElement="div">
      {lead ? (
        <Chosen lead={lead} set={set} readOnly={!copy.mayWrite} change={() => setChoosing(true)} />
      ) : (
        <Button variant="default" fullWidth disabled={!copy.mayWrite} onClick={() => setChoosing(true)}>
          {story.choosePicture}
        </Button>
      )}
      <MediaChooser kind="image" isOpen={isChoosing} close={() => setChoosing(false)} choose={choose} />
    </Input.Wrapper>
  )
}

export function leadFrom({ id, alt, caption, credit }: Medium): Lead {
  return { media: id, alt, decorative: false, caption, credit }
}

type ChosenProps = { lead: Lead; set: (lead: Lead | null) => void; readOnly: boolean; change: () => void }

function Chosen({ lead, set, readOnly, change }: ChosenProps) {
  const { story } = useWords()
  const { fields } = story
  const { medium } = useMedium(lead.media)
  const text = (name: 'alt' | 'caption' | 'credit') => ({
    label: fields[name],
    value: lead[name],
    readOnly,
    dir: 'auto',
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
      set({ ...lead, [name]: currentTarget.value }),
  })
  return (
    <Stack gap="xs">
      {medium?.src && (
        <img src={medium.src} alt={lead.alt} style={{ width: '100%', height: 'auto', display: 'block' }} />
      )}
      <TextInput {...text('alt')} error={lead.alt === '' && !lead.decorative ? story.missingAlt : undefined} />
      {lead.alt === '' && (
        <Checkbox
          label={fields.decorative}
          checked={lead.decorative}
          disabled={readOnly}
          onChange={({ currentTarget }) => set({ ...lead, decorative: currentTarget.checked })}
        />
      )}
      <TextInput {...text('caption')} />
      <TextInput {...text('credit')} />
      {!readOnly && (
        <Group gap="xs">
          <FocalPoint id={lead.media} />
          <Button size="compact-sm" variant="default" onClick={change}>
            {story.details.changePicture}
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={() => set(null)}>
            {story.details.noPicture}
          </Button>
        </Group>
      )}
    </Stack>
  )
}
