/** One story, as several people write it: the page in the middle looks as readers will see it. */
import { Tabs, Text, VisuallyHidden } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { EditorContent, useEditor, useEditorState, type Editor } from '@tiptap/react'
import { useEffect, useMemo, useState } from 'react'
import { wordCount } from '../../src/articles/render/teaser.ts'
import { direction } from '../../src/kit/languages.ts'
import { useSession } from '../api/session.ts'
import { Empty, Loading } from '../app/states.tsx'
import { useLanguage, useWords, type DeskWords } from '../app/words.tsx'
import type { ProviderStatus } from '../collaboration/status.ts'
import { Uploads } from '../media/uploads.tsx'
import { BlockChooser, type BlockChoice } from './block-chooser.tsx'
import { useBringIn } from './bring-in.ts'
import { focusBlock } from './editor/commands.ts'
import { editorExtensions } from './editor/extensions.ts'
import { FindBar } from './editor/find-bar.tsx'
import { menuItems } from './editor/menu-items.ts'
import { Toolbar } from './editor/toolbar.tsx'
import { FieldsPanel } from './fields-panel.tsx'
import { Actions } from './panels/actions.tsx'
import { Conflicts } from './panels/conflicts.tsx'
import { Findings, usePreflight } from './panels/findings.tsx'
import { History } from './panels/history.tsx'
import { mendIt } from './panels/mend.ts'
import type { Finding } from './panels/story-head.ts'
import { PollEditing } from './poll-editing.tsx'
import { StoryLanguage } from './story-language.ts'
import classes from './story.module.css'
import { SharedTextField, useSharedText } from './text-field.tsx'
import { useField, usePeople, useStatus, useWorkingCopy, type WorkingCopy } from './working-copy.ts'

const route = getRouteApi('/inside/stories/$id')

export function Story() {
  const { id } = route.useParams()
  const copy = useWorkingCopy(id)
  if (copy === undefined) return <Loading />
  return 'refused' in copy ? <Refused status={copy.refused} /> : <Opened key={id} copy={copy} />
}

/** It could not be opened at all. */
function Refused({ status }: { status: ProviderStatus }) {
  const { story } = useWords()
  return <Empty title={story.refusals[status.reason ?? 'forbidden']} />
}

/** Options that are other objects at each render would make the editor draw itself again at each. */
const blank = { type: 'doc', content: [{ type: 'paragraph' }] }

function Opened({ copy }: { copy: WorkingCopy }) {
  const { story } = useWords()
  const [choice, setChoice] = useState<BlockChoice>()
  const items = useMemo(() => menuItems((kind, asking) => setChoice({ kind, editor: asking })), [])
  const { mayWrite } = copy
  const speech = useSpeech(copy)
  const bringIn = useBringIn()
  const editor = useEditor({
    extensions: useMemo(
      () =>
        editorExtensions({
          body: copy.body,
          awareness: copy.awareness,
          words: story,
          items,
          files: bringIn.files,
          pictures: bringIn.pictures,
        }),
      [copy.body, copy.awareness, story, items],
    ),
    // As JSON: text would have to become HTML. What stands there is the working copy's.
    content: blank,
    injectCSS: false,
    editable: mayWrite,
    editorProps: useMemo(
      () => ({
        attributes: { class: 'body', 'aria-label': story.body, role: 'textbox', 'aria-multiline': 'true' },
      }),
      [story],
    ),
  })
  // TipTap takes `editable` at the beginning alone: a right that is taken away must stop the keys too.
  useEffect(() => void editor.setEditable(mayWrite, false), [editor, mayWrite])
  return (
    <div className={classes.screen}>
      <div className={classes.top}>
        <SaveState copy={copy} />
        <Length editor={editor} />
        <Presence copy={copy} />
        <Actions id={copy.articleId} jumpTo={(place) => jumpTo(editor, place)} />
      </div>
      <div className={classes.columns}>
        <div className={classes.page}>
          <Head copy={copy} editor={editor} readOnly={!mayWrite} />
          <Conflicts copy={copy} editor={editor} jumpTo={(place) => jumpTo(editor, place)} />
          {mayWrite && <Toolbar editor={editor} items={items} />}
          {mayWrite && <FindBar editor={editor} />}
          <div className={classes.paper} {...speech}>
            <StoryLanguage value={speech.lang ?? ''}>
              <PollEditing>
                <EditorContent editor={editor} />
              </PollEditing>
            </StoryLanguage>
          </div>
        </div>
        <Side copy={copy} editor={editor} />
      </div>
      <div className={classes.uploads}>
        <Uploads uploads={bringIn.uploads} />
      </div>
      <BlockChooser choice={choice} close={() => setChoice(undefined)} />
    </div>
  )
}

function Side({ copy, editor }: { copy: WorkingCopy; editor: Editor }) {
  const { tabs } = useWords().story
  const mend = (finding: Finding) => void mendIt(editor, copy, finding).then(() => preflight.refetch())
  const [tab, setTab] = useState<string | null>('details')
  const preflight = usePreflight(copy.articleId, tab === 'check')
  return (
    <aside className={classes.side} aria-label={tabs.details}>
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List grow>
          <Tabs.Tab value="details">{tabs.details}</Tabs.Tab>
          <Tabs.Tab value="check">{tabs.check}</Tabs.Tab>
          <Tabs.Tab value="history">{tabs.history}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="details" pt="sm">
          <FieldsPanel copy={copy} />
        </Tabs.Panel>
        <Tabs.Panel value="check" pt="md">
          {preflight.isPending && <Loading />}
          {preflight.data !== undefined && (
            <Findings
              findings={preflight.data.findings}
              jumpTo={(place) => jumpTo(editor, place)}
              {...(copy.mayWrite && { mend })}
            />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="history" pt="md">
          <History id={copy.articleId} mayWrite={copy.mayWrite} />
        </Tabs.Panel>
      </Tabs>
    </aside>
  )
}

/** To the block or field that something was said of. */
function jumpTo(editor: Editor, { blockId, field }: { blockId?: string; field?: string }): void {
  if (blockId !== undefined) return focusBlock(editor, blockId)
  document.getElementById(`field-${field ?? ''}`)?.focus()
}

function Head({ copy, editor, readOnly }: { copy: WorkingCopy; editor: Editor; readOnly: boolean }) {
  const { story } = useWords()
  const { stories } = useWords()
  const headline = useSharedText(copy.text('headline'))
  const fields = ['kicker', 'headline', 'standfirst'] as const
  return (
    <div className={classes.head} {...useSpeech(copy)}>
      <VisuallyHidden component="h1">{headline || stories.untitled}</VisuallyHidden>
      {fields.map((name, index) => (
        <SharedTextField
          key={name}
          id={`field-${name}`}
          text={copy.text(name)}
          label={story[name]}
          className={classes[name] ?? ''}
          readOnly={readOnly}
          onEnter={() => {
            const next = fields[index + 1]
            if (next === undefined) editor.commands.focus('start')
            else document.getElementById(`field-${next}`)?.focus()
          }}
        />
      ))}
    </div>
  )
}

/** The story reads in its own language, whatever that of the desk is. */
function useSpeech(copy: WorkingCopy): { lang?: string; dir?: 'ltr' | 'rtl' } {
  const [language = ''] = useField(copy, 'language')
  return language === '' ? {} : { lang: language, dir: direction(language) }
}

/** "Saved" is said when the server has it on its disk. */
function SaveState({ copy }: { copy: WorkingCopy }) {
  const { story } = useWords()
  const isOut = useSession()?.member === null
  const told = useStatus(copy)
  const isRefused = told.connection === 'refused'
  const status = isRefused && isOut ? { ...told, reason: 'signed-out' as const } : told
  return (
    <Text role="status" className={classes.status} {...(isRefused && { 'data-fault': true })}>
      {stateOf(status, story)}
    </Text>
  )
}

function stateOf({ connection, saved, reason }: ProviderStatus, story: DeskWords['story']): string {
  switch (connection) {
    case 'refused':
      return `${story.refusals[reason ?? 'forbidden']} ${story.copyYourWords}`
    case 'offline':
      return story.offlineSaved
    case 'connecting':
      return story.connecting
    case 'online':
      return saved ? story.saved : story.saving
  }
}

/** Two hundred words a minute are read aloud in one's head by most people. */
const wordsAMinute = 200

function Length({ editor }: { editor: Editor }) {
  const { story } = useWords()
  const count = useEditorState({ editor, selector: ({ editor: { state } }) => wordsIn(state.doc) })
  if (count === 0) return null
  const minutes = Math.max(1, Math.round(count / wordsAMinute))
  return (
    <Text className={classes.status}>
      {story.wordCount(count)}
      <span className={classes.readingTime}> · {story.readingTime(minutes)}</span>
    </Text>
  )
}

const counted = new WeakMap<Editor['state']['doc'], number>()

/** Block by block, so that a key counts the words of one. */
function wordsIn(node: Editor['state']['doc']): number {
  const known = counted.get(node)
  if (known !== undefined) return known
  const words = node.isTextblock
    ? wordCount(node.textBetween(0, node.content.size, ' ', ' '))
    : node.children.reduce((sum, child) => sum + wordsIn(child), 0)
  counted.set(node, words)
  return words
}

function Presence({ copy }: { copy: WorkingCopy }) {
  const { story } = useWords()
  const { language } = useLanguage()
  const me = useSession()?.member
  const others = usePeople(copy).filter(({ id }) => id !== me?.id)
  if (others.length === 0) return null
  const names = new Intl.ListFormat(language).format(others.map(({ name }) => name))
  return <Text className={classes.people}>{story.here({ names, count: others.length })}</Text>
}
