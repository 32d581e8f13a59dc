/** The fields of a block, which are its attributes: what is typed is part of the working copy at once. */
import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import type { ReactNodeViewProps } from '@tiptap/react'
import type { MouseEvent, ReactNode } from 'react'
import { useLanguage } from '../../../app/words.tsx'
import { isHere } from '../block-focus.ts'
import classes from './views.module.css'

export type View = ReactNodeViewProps

type FieldProps = {
  view: View
  name: string
  label: string
  help?: string
  fault?: string
  type?: string
  lang?: string
}

export function TextField({ view, name, label, help, fault, type = 'text' }: FieldProps) {
  return (
    <TextInput
      size="sm"
      type={type}
      label={label}
      description={help}
      error={fault}
      dir="auto"
      readOnly={!view.editor.isEditable}
      value={String(view.node.attrs[name] ?? '')}
      onChange={({ currentTarget }) => view.updateAttributes({ [name]: currentTarget.value })}
    />
  )
}

export function CheckField({ view, name, label }: FieldProps) {
  return (
    <Checkbox
      size="sm"
      label={label}
      disabled={!view.editor.isEditable}
      checked={view.node.attrs[name] === true}
      onChange={({ currentTarget }) => view.updateAttributes({ [name]: currentTarget.checked })}
    />
  )
}

type ChoiceProps = FieldProps & { choices: { value: string; label: string }[] }

export function ChoiceField({ view, name, label, choices }: ChoiceProps) {
  return (
    <NativeSelect
      size="sm"
      label={label}
      disabled={!view.editor.isEditable}
      data={choices}
      value={String(view.node.attrs[name] ?? '')}
      onChange={({ currentTarget }) => view.updateAttributes({ [name]: currentTarget.value })}
    />
  )
}

/** The press of a button takes nothing from what is chosen: the fields would be gone before the click. */
function keepChoice(event: MouseEvent): void {
  if (event.target instanceof Element && event.target.closest('button') !== null) event.preventDefault()
}

/** Shown while the caret is in the block. Keys that are pressed in it are the fields' own. */
export function BlockFields({ view, children }: { view: View; children: ReactNode }) {
  const { language, dir } = useLanguage()
  if (!view.editor.isEditable || (!view.selected && !isHere(view.decorations))) return null
  return (
    <div
      className={`block-fields ${classes.fields}`}
      contentEditable={false}
      lang={language}
      dir={dir}
      onMouseDown={keepChoice}
    >
      {children}
    </div>
  )
}
