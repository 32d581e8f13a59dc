/** The other blocks that have fields: what readers will see, and the fields while the caret is there. */
import { Button, Group, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { NodeViewContent, NodeViewWrapper } from '@tiptap/react'
import { commaOf } from '../../../../src/kit/comma.ts'
import { call, type Reply } from '../../../api/client.ts'
import { useMedium } from '../../../api/media.ts'
import { useWords } from '../../../app/words.tsx'
import { useEditPoll } from '../../poll-editing.tsx'
import { useStoryLanguage } from '../../story-language.ts'
import { editTable } from '../tables.ts'
import { BlockFields, CheckField, ChoiceField, TextField, type View } from './fields.tsx'
import { EmbedAddress, SpeakerField, StoryField } from './finders.tsx'
import classes from './views.module.css'

export function QuoteView(view: View) {
  const { fields } = useWords().story
  return (
    <NodeViewWrapper as="figure" className="quote">
      <blockquote>
        <NodeViewContent />
      </blockquote>
      <Attribution {...view.node.attrs} />
      <BlockFields view={view}>
        <SpeakerField view={view} />
        <TextField view={view} name="capacity" label={fields.capacity} />
        <TextField view={view} name="translation" label={fields.translation} help={fields.translationHelp} />
        <TextField view={view} name="sourceName" label={fields.sourceName} />
        <TextField view={view} name="sourceUrl" label={fields.sourceUrl} type="url" />
        <TextField view={view} name="saidOn" label={fields.saidOn} type="date" />
      </BlockFields>
    </NodeViewWrapper>
  )
}

/** Who said it, in what capacity. Source: where, when; as the page says it (articles/render/web.ts). */
function Attribution({ speaker, capacity, translation, sourceName, sourceUrl, saidOn }: Record<string, unknown>) {
  const { sourceName: sourceWord } = useWords().story.fields
  const language = useStoryLanguage()
  const source = String(sourceName || sourceUrl || '')
  const [facts, origins] = [[capacity, translation], source === '' ? [] : [`${sourceWord}: ${source}`]]
  const day = dayIn(language, String(saidOn ?? ''))
  ;(source === '' ? facts : origins).push(day)
  const [rest, origin] = [facts, origins].map((group) => group.filter(Boolean).join(commaOf(language)))
  const who = String(speaker ?? '')
  if (who === '' && rest === '' && origin === '') return null
  return (
    <figcaption contentEditable={false}>
      {who !== '' && <span className="speaker">{who}</span>}
      {who !== '' && rest !== '' && commaOf(language)}
      {rest}
      {(who !== '' || rest !== '') && origin !== '' && '. '}
      {origin}
    </figcaption>
  )
}

/** A day of the calendar, which is the same in every zone. */
function dayIn(language: string, day: string): string {
  const at = Date.parse(`${day}T12:00:00Z`)
  if (Number.isNaN(at)) return day
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(at)
}

export function PullQuoteView(view: View) {
  const { story } = useWords()
  const { attribution } = view.node.attrs
  return (
    <NodeViewWrapper className="pull-quote">
      <NodeViewContent />
      {attribution !== '' && (
        <span className="attribution" contentEditable={false}>
          {String(attribution)}
        </span>
      )}
      <BlockFields view={view}>
        <TextField view={view} name="attribution" label={story.fields.attribution} />
      </BlockFields>
    </NodeViewWrapper>
  )
}

export function NoteView(view: View) {
  const { fields } = useWords().story
  const { title, tone } = view.node.attrs
  return (
    <NodeViewWrapper className={`note ${String(tone)}`}>
      {title !== '' && (
        <p className="note-title" contentEditable={false}>
          {String(title)}
        </p>
      )}
      <NodeViewContent />
      <BlockFields view={view}>
        <TextField view={view} name="title" label={fields.title} />
        <ChoiceField
          view={view}
          name="tone"
          label={fields.tone}
          choices={[
            { value: 'note', label: fields.toneNote },
            { value: 'editor', label: fields.toneEditor },
            ...(tone === 'unknown' ? [{ value: 'unknown', label: fields.toneUnknown }] : []),
          ]}
        />
      </BlockFields>
    </NodeViewWrapper>
  )
}

export function EmbedView(view: View) {
  const { fields } = useWords().story
  const { url, title, still } = view.node.attrs
  const { medium } = useMedium(String(still))
  return (
    <NodeViewWrapper className="embed-block">
      <NodeViewContent className="embed-introduction" />
      <div className="embed" contentEditable={false}>
        <div className={medium?.src ? 'embed-facade' : 'embed-facade embed-card'}>
          {medium?.src ? <img src={medium.src} alt="" /> : <span className="embed-title">{String(title || url)}</span>}
          <span className="embed-provider">{hostOf(String(url)) || fields.embedHelp}</span>
        </div>
      </div>
      <BlockFields view={view}>
        <EmbedAddress view={view} />
        <TextField view={view} name="title" label={fields.title} />
      </BlockFields>
    </NodeViewWrapper>
  )
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host.replace(/^www\./u, '') : ''
}

export function RelatedView(view: View) {
  const { fields, relatedSays } = useWords().story
  const { href, title } = view.node.attrs
  return (
    <NodeViewWrapper>
      <p className="related" contentEditable={false}>
        <strong dir="auto">{relatedSays}</strong> {String(title || href || fields.href)}
      </p>
      <BlockFields view={view}>
        <StoryField view={view} />
        <TextField view={view} name="title" label={fields.relatedTitle} />
      </BlockFields>
    </NodeViewWrapper>
  )
}

export function PollView(view: View) {
  const { story } = useWords()
  const edit = useEditPoll()
  const id = String(view.node.attrs.poll)
  const { data: poll, isError } = useQuery({
    queryKey: ['poll', id],
    queryFn: ({ signal }) => call('GET /api/v1/polls/:id', { params: { id }, signal }),
    enabled: id !== '',
  })
  return (
    <NodeViewWrapper>
      <div className={classes.poll} contentEditable={false}>
        {poll !== undefined && (
          <>
            <h2>{poll.question}</h2>
            <ul>
              {poll.options.map((option, index) => (
                <PollOption key={option} option={option} picture={poll.pictures[index] ?? null} />
              ))}
            </ul>
          </>
        )}
        {isError && (
          <p className={classes.fault} dir="auto">
            {story.pollGone}
          </p>
        )}
      </div>
      {poll?.may.change === true && (
        <BlockFields view={view}>
          <Group className={classes.wide}>
            <Button size="compact-sm" variant="default" onClick={() => edit(id)}>
              {story.poll.edit}
            </Button>
          </Group>
        </BlockFields>
      )}
    </NodeViewWrapper>
  )
}

type OptionProps = { option: string; picture: Reply<'GET /api/v1/polls/:id'>['pictures'][number] }

function PollOption({ option, picture }: OptionProps) {
  return (
    <li data-pictured={picture !== null || undefined}>
      {picture !== null && (
        <span className={classes.square}>{picture.src !== null && <img src={picture.src} alt={picture.alt} />}</span>
      )}
      <span>{option}</span>
    </li>
  )
}

export function FileView(view: View) {
  const { fields } = useWords().story
  return (
    <NodeViewWrapper>
      <p className="file" contentEditable={false}>
        {String(view.node.attrs.name || fields.fileName)}
      </p>
      <BlockFields view={view}>
        <TextField view={view} name="name" label={fields.fileName} />
      </BlockFields>
    </NodeViewWrapper>
  )
}

export function AudioView(view: View) {
  const { fields } = useWords().story
  const { medium } = useMedium(String(view.node.attrs.media))
  return (
    <NodeViewWrapper as="figure" className="audio">
      {medium?.src && <audio controls preload="none" src={medium.src} />}
      <figcaption>
        <span contentEditable={false}>{String(view.node.attrs.title)} </span>
        <NodeViewContent className={`caption ${classes.placeholder}`} data-placeholder={fields.caption} />
      </figcaption>
      <BlockFields view={view}>
        <TextField view={view} name="title" label={fields.title} />
      </BlockFields>
    </NodeViewWrapper>
  )
}

export function TableView(view: View) {
  const { fields } = useWords().story
  const rows = Number(view.node.attrs.headerRows)
  const edit = (what: Parameters<typeof editTable>[1]) => () => editTable(view.editor, what)
  return (
    <NodeViewWrapper className="table-scroll" data-header-rows={rows} data-header-column={view.node.attrs.headerColumn}>
      <NodeViewContent />
      <BlockFields view={view}>
        <ChoiceField
          view={{
            ...view,
            updateAttributes: ({ headerRows }) => view.updateAttributes({ headerRows: Number(headerRows) }),
          }}
          name="headerRows"
          label={fields.headerRows}
          choices={['0', '1', '2', '3'].map((value) => ({ value, label: value }))}
        />
        <CheckField view={view} name="headerColumn" label={fields.headerColumn} />
        <Group gap="xs" className={classes.wide}>
          <Button size="compact-sm" variant="default" onClick={edit('add-row')}>
            {fields.addRow}
          </Button>
          <Button size="compact-sm" variant="default" onClick={edit('add-column')}>
            {fields.addColumn}
          </Button>
          <Button size="compact-sm" variant="default" onClick={edit('remove-row')}>
            {fields.removeRow}
          </Button>
          <Button size="compact-sm" variant="default" onClick={edit('remove-column')}>
            {fields.removeColumn}
          </Button>
        </Group>
      </BlockFields>
    </NodeViewWrapper>
  )
}

export function HtmlView(view: View) {
  const { fields } = useWords().story
  return (
    <NodeViewWrapper>
      <pre className="code" contentEditable={false}>
        {String(view.node.attrs.html)}
      </pre>
      <BlockFields view={view}>
        <div className={classes.wide}>
          <Textarea
            label={fields.html}
            autosize
            minRows={3}
            value={String(view.node.attrs.html)}
            onChange={({ currentTarget }) => view.updateAttributes({ html: currentTarget.value })}
          />
        </div>
      </BlockFields>
    </NodeViewWrapper>
  )
}

export function FoldView() {
  const { story } = useWords()
  return (
    <NodeViewWrapper>
      <div className={classes.fold} contentEditable={false}>
        <span dir="auto">{story.foldHere}</span>
      </div>
    </NodeViewWrapper>
  )
}
