/** Says that the chosen words are in another language than the story: voices, spelling and direction need it. */
import { Button, NativeSelect, Popover, Stack, TextInput } from '@mantine/core'
import type { Editor } from '@tiptap/react'
import { useState, type FormEvent } from 'react'
import { direction } from '../../../src/kit/languages.ts'
import { useLanguage, useWords } from '../../app/words.tsx'
import { MarkButton } from './toolbar.tsx'

/** Those that are met most; any other is given by its tag. */
const usual = 'ar cs da de el en es fa fi fr ga he hi hu id it ja ko la nl no pl pt ro ru sv tr uk ur vi zh'.split(' ')
const other = 'other'

export function LanguageButton({ editor, isOn }: { editor: Editor; isOn: boolean }) {
  const { marks } = useWords().story
  const [isOpen, setOpen] = useState(false)
  const current = editor.getAttributes('language') as { lang?: string }
  return (
    <Popover
      withRoles={false}
      opened={isOpen}
      onChange={setOpen}
      trapFocus
      returnFocus
      width={300}
      position="bottom-start"
    >
      <Popover.Target>
        <div>
          <MarkButton label={marks.language} isOn={isOn} press={() => setOpen(!isOpen)}>
            <svg
              viewBox="0 0 16 16"
              width="16"
              height="16"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.25"
              aria-hidden
            >
              <circle cx="8" cy="8" r="6.5" />
              <ellipse cx="8" cy="8" rx="2.75" ry="6.5" />
              <path d="M1.5 8h13" />
            </svg>
          </MarkButton>
        </div>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={marks.language}>
        {isOpen && <LanguageForm editor={editor} lang={current.lang ?? ''} close={() => setOpen(false)} />}
      </Popover.Dropdown>
    </Popover>
  )
}

function LanguageForm({ editor, lang, close }: { editor: Editor; lang: string; close: () => void }) {
  const { otherLanguage: words } = useWords().story
  const { language } = useLanguage()
  const [chosen, setChosen] = useState(lang === '' || usual.includes(lang) ? lang : other)
  const [tag, setTag] = useState(lang)
  const names = new Intl.DisplayNames(language, { type: 'language' })
  const languages = usual
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .toSorted((a, b) => a.label.localeCompare(b.label, language))
  const set = (event: FormEvent) => {
    event.preventDefault()
    close()
    setLanguage(editor, chosen === other ? tag.trim() : chosen)
  }
  return (
    <form onSubmit={set}>
      <Stack gap="sm">
        <NativeSelect
          label={words.wordsAre}
          data-autofocus
          value={chosen}
          data={[{ value: '', label: words.own }, ...languages, { value: other, label: words.other }]}
          onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        />
        {chosen === other && (
          <TextInput
            label={words.tag}
            description={words.tagHelp}
            required
            dir="ltr"
            pattern="[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*"
            value={tag}
            onChange={({ currentTarget }) => setTag(currentTarget.value)}
          />
        )}
        <Button type="submit">{words.set}</Button>
      </Stack>
    </form>
  )
}

/** With the direction of its script, which need not be that of the words around. */
function setLanguage(editor: Editor, lang: string): void {
  const chain = editor.chain().focus()
  if (editor.state.selection.empty) chain.extendMarkRange('language')
  if (lang === '') chain.unsetMark('language').run()
  else chain.setMark('language', { lang, dir: direction(lang) }).run()
}
