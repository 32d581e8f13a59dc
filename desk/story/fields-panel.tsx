/** What belongs to a story besides its words on the page. */
import { Accordion, Checkbox, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useRef } from 'react'
import type { ValueField } from '../../src/working-copies/content.ts'
import { commentModes, type TextField } from '../../src/working-copies/fields.ts'
import { useWords } from '../app/words.tsx'
import { LeadField } from './lead-field.tsx'
import { Times } from './panels/times.tsx'
import { AuthorPicker, RelatedPicker, TopicPicker } from './pickers.tsx'
import { useSharedText, write } from './text-field.tsx'
import { useField, type WorkingCopy } from './working-copy.ts'

type Props = { copy: WorkingCopy }

export function FieldsPanel({ copy }: Props) {
  const { details } = useWords().story
  return (
    <Accordion multiple defaultValue={['story']} variant="default">
      <Accordion.Item value="story">
        <Accordion.Control>{details.story}</Accordion.Control>
        <Accordion.Panel>
          <Stack gap="md">
            <TopicPicker copy={copy} />
            <AuthorPicker copy={copy} />
            <LeadField copy={copy} />
            <SharedInput copy={copy} name="shortHeadline" help={details.shortHeadlineHelp} />
            <ValueInput copy={copy} name="language" help={details.languageHelp} />
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
      <Accordion.Item value="conversation">
        <Accordion.Control>{details.conversation}</Accordion.Control>
        <Accordion.Panel>
          <Stack gap="md">
            <CommentsField copy={copy} />
            <SharedInput copy={copy} name="callToComment" isLong />
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
      <Accordion.Item value="elsewhere">
        <Accordion.Control>{details.elsewhere}</Accordion.Control>
        <Accordion.Panel>
          <Stack gap="md">
            <RelatedPicker copy={copy} />
            <ValueInput copy={copy} name="disclosure" help={details.disclosureHelp} />
            <PinnedField copy={copy} />
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
      <Accordion.Item value="times">
        <Accordion.Control>{details.times}</Accordion.Control>
        <Accordion.Panel>
          <Times id={copy.articleId} />
        </Accordion.Panel>
      </Accordion.Item>
      <Accordion.Item value="search">
        <Accordion.Control>{details.search}</Accordion.Control>
        <Accordion.Panel>
          <Stack gap="md">
            <ValueInput copy={copy} name="slug" help={details.slugHelp} />
            <SharedInput copy={copy} name="seoTitle" />
            <SharedInput copy={copy} name="seoDescription" isLong />
            <ValueInput copy={copy} name="canonical" help={details.canonicalHelp} />
            <ValueInput copy={copy} name="translationKey" help={details.translationHelp} />
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}

type SharedProps = Props & {
  name: Exclude<TextField, 'headline' | 'kicker' | 'standfirst'>
  help?: string
  isLong?: boolean
}

function SharedInput({ copy, name, help, isLong = false }: SharedProps) {
  const { details } = useWords().story
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  const text = copy.text(name)
  const value = useSharedText(text, field)
  const props = {
    ref: field,
    label: details[name],
    description: help,
    dir: 'auto',
    readOnly: !copy.mayWrite,
    value,
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => write(text, currentTarget.value),
  }
  return isLong ? <Textarea autosize minRows={2} {...props} /> : <TextInput {...props} />
}

type TextValue = Extract<ValueField, 'slug' | 'language' | 'canonical' | 'translationKey' | 'disclosure'>

function ValueInput({ copy, name, help }: Props & { name: TextValue; help?: string }) {
  const { details } = useWords().story
  const [value = '', set] = useField(copy, name)
  return (
    <TextInput
      label={details[name]}
      description={help}
      dir="auto"
      readOnly={!copy.mayWrite}
      value={value}
      onChange={({ currentTarget }) => set(currentTarget.value)}
    />
  )
}

function CommentsField({ copy }: Props) {
  const { details } = useWords().story
  const [value = 'open', set] = useField(copy, 'comments')
  return (
    <NativeSelect
      label={details.comments}
      disabled={!copy.mayWrite}
      value={value}
      data={commentModes.map((mode) => ({ value: mode, label: details.commentModes[mode] }))}
      onChange={({ currentTarget }) => set(commentModes.find((mode) => mode === currentTarget.value) ?? 'open')}
    />
  )
}

function PinnedField({ copy }: Props) {
  const { details } = useWords().story
  const [value = false, set] = useField(copy, 'pinned')
  return (
    <div>
      <Checkbox
        label={details.pinned}
        disabled={!copy.mayWrite}
        checked={value}
        onChange={({ currentTarget }) => set(currentTarget.checked)}
      />
      <Text size="sm" c="dimmed">
        {details.pinnedHelp}
      </Text>
    </div>
  )
}
