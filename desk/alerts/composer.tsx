/** The words of an alert, and whom they are for: kept while they are typed. */
import { Button, Checkbox, Group, NativeSelect, Radio, Stack, Text, TextInput, Textarea } from '@mantine/core'
import { lettersIn, textPreviews } from '../../src/alerts/text-preview.ts'
import { alertLevels, type Alert } from '../api/alerts.ts'
import { Section } from '../app/section.tsx'
import { FormFault } from '../app/states.tsx'
import { useLanguage, useWords } from '../app/words.tsx'
import classes from './alerts.module.css'
import { BannerEnd } from './banner-end.tsx'
import { Previews } from './previews.tsx'
import { Thread } from './thread.tsx'
import { TopicsField } from './topics-field.tsx'
import { When } from './when.tsx'
import type { Draft, Writing } from './writing.ts'

type Props = { writing: Writing }

export function Composer({ alert, writing }: Props & { alert: Alert }) {
  return (
    <div>
      <Level alert={alert} writing={writing} />
      <When alert={alert} writing={writing} />
      <Audience writing={writing} />
      <Thread alert={alert} writing={writing} />
      <Notification writing={writing} />
      {writing.draft.byEmail && <Mail writing={writing} />}
    </div>
  )
}

/** Whether what was typed is on the server, and what it did not take. */
export function Saved({ writing }: Props) {
  const { alerts, app } = useWords()
  const { saved, error, retry, takeTheirs } = writing
  if (saved === 'stale')
    return (
      <Group role="alert" className={classes.notice}>
        <Text>{alerts.changedElsewhere}</Text>
        <Button size="xs" variant="default" onClick={takeTheirs}>
          {alerts.takeTheirs}
        </Button>
      </Group>
    )
  const words = { yes: alerts.saved, saving: alerts.saving, no: alerts.notSaved }[saved]
  return (
    <div>
      <Text role="status" size="sm" c="dimmed">
        {words}
      </Text>
      {saved === 'no' && (
        <Group>
          <FormFault error={error} />
          <Button size="xs" variant="default" onClick={retry}>
            {app.retry}
          </Button>
        </Group>
      )}
    </div>
  )
}

function Level({ alert, writing }: Props & { alert: Alert }) {
  const { alerts } = useWords()
  const { draft, set } = writing
  const choose = (value: string) => {
    const level = alertLevels.find((known) => known === value) ?? draft.level
    set({ level, banner: level === 'breaking', bannerUntil: null })
  }
  return (
    <Section title={alerts.level}>
      <Radio.Group value={draft.level} onChange={choose} aria-label={alerts.level}>
        <Stack gap="sm">
          {alertLevels.map((level) => (
            <Radio
              key={level}
              value={level}
              label={alerts.levels[level]}
              description={alerts.levelHelp[level]}
              classNames={{ description: classes.radioHelp ?? '' }}
            />
          ))}
        </Stack>
      </Radio.Group>
      {draft.level === 'breaking' && (
        <Checkbox
          label={alerts.banner}
          description={alerts.bannerHelp}
          checked={draft.banner}
          onChange={({ currentTarget: { checked } }) => set({ banner: checked, bannerUntil: null })}
        />
      )}
      {draft.banner && <BannerEnd hours={alert.bannerHours} writing={writing} />}
    </Section>
  )
}

function Audience({ writing: { draft, set } }: Props) {
  const { alerts } = useWords()
  const hasNoWay = !draft.byEmail && !draft.byPush
  return (
    <Section title={alerts.audience}>
      <Radio.Group
        value={draft.toEveryone ? 'everyone' : 'topics'}
        onChange={(value) => set({ toEveryone: value === 'everyone' })}
        aria-label={alerts.audience}
      >
        <Stack gap="xs">
          <Radio value="topics" label={alerts.toTopics} />
          <Radio value="everyone" label={alerts.toEveryone} />
        </Stack>
      </Radio.Group>
      {!draft.toEveryone && <TopicsField chosen={draft.topics} set={(topics) => set({ topics })} />}
      <Checkbox.Group
        label={alerts.channels}
        value={[...(draft.byPush ? ['push'] : []), ...(draft.byEmail ? ['email'] : [])]}
        onChange={(ways) => set({ byPush: ways.includes('push'), byEmail: ways.includes('email') })}
        error={hasNoWay && alerts.oneWay}
      >
        <Group mt="xs">
          <Checkbox value="push" label={alerts.push} />
          <Checkbox value="email" label={alerts.email} />
        </Group>
      </Checkbox.Group>
    </Section>
  )
}

type LineName = 'title' | 'text' | 'subject' | 'preheader'

/** What an input of one line of the alert has in common. */
function useLine({ draft, set, faultAt }: Writing) {
  const { alerts } = useWords()
  return (name: LineName) => {
    const fault = faultAt(name)
    const words = draft[name].trim() === '' ? alerts.faults.empty : alerts.faults.long
    return {
      dir: 'auto' as const,
      value: draft[name],
      // One line: what is pasted with more is taken as one.
      onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
        set({ [name]: value.replaceAll(/\s*[\r\n]+\s*/gu, ' ') } as Partial<Draft>),
      error: fault === undefined ? undefined : words,
    }
  }
}

function Notification({ writing }: Props) {
  const { alerts } = useWords()
  const line = useLine(writing)
  const { title, text } = writing.draft
  return (
    <Section title={alerts.push}>
      <TextInput
        label={alerts.pushTitle}
        description={<Count name="title" draft={writing.draft} />}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        required
        w="100%"
        {...line('title')}
      />
      <Textarea
        label={alerts.pushText}
        description={<Count name="text" draft={writing.draft} />}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        rows={3}
        w="100%"
        {...line('text')}
      />
      <Previews previews={textPreviews({ title, text })} />
    </Section>
  )
}

/** How long it is, and where not all of it is seen. */
function Count({ name, draft }: { name: 'title' | 'text'; draft: Draft }) {
  const { alerts } = useWords()
  const { language } = useLanguage()
  const cut = textPreviews(draft).filter(({ cutsTitle, cutsText }) => (name === 'title' ? cutsTitle : cutsText))
  const platforms = new Intl.ListFormat(language).format(cut.map(({ platform }) => alerts.platforms[platform]))
  return (
    <span aria-live="polite">
      {alerts.letters(lettersIn(draft[name]))}
      {cut.length > 0 && ` · ${alerts.cutOn(platforms)}`}
    </span>
  )
}

function Mail({ writing }: Props) {
  const { alerts } = useWords()
  const line = useLine(writing)
  const { draft, set } = writing
  return (
    <Section title={alerts.email}>
      <TextInput label={alerts.subject} required w="100%" {...line('subject')} />
      <TextInput label={alerts.preheader} description={alerts.preheaderHelp} w="100%" {...line('preheader')} />
      <NativeSelect
        label={alerts.mailBody}
        value={draft.mailBody}
        data={(['story', 'teaser'] as const).map((value) => ({ value, label: alerts.mailBodies[value] }))}
        onChange={({ currentTarget: { value } }) => set({ mailBody: value === 'story' ? 'story' : 'teaser' })}
      />
    </Section>
  )
}
