/** A field that several people write at once: a text of the working copy, letter by letter. */
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { Text as YText } from 'yjs'

/** Whoever types here; what others type comes with another origin. */
const here = Symbol('typed here')

type Props = {
  text: YText
  label: string
  className?: string
  placeholder?: string
  readOnly?: boolean
  /** Of one line only: Enter leaves it. */
  onEnter?: () => void
  id?: string
}

export function SharedTextField({ text, label, className, placeholder, readOnly, onEnter, id }: Props) {
  const field = useRef<HTMLTextAreaElement>(null)
  const value = useSharedText(text, field)
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    event.preventDefault()
    onEnter?.()
  }
  return (
    <textarea
      ref={field}
      id={id}
      rows={1}
      aria-label={label}
      placeholder={placeholder ?? label}
      className={className}
      readOnly={readOnly}
      value={value}
      onKeyDown={keys}
      onChange={({ currentTarget }) => write(text, currentTarget.value.replaceAll(/\s*\n\s*/gu, ' '))}
    />
  )
}

/** The text as it is now. The caret stays where it was in the words when others write before it. */
export function useSharedText(text: YText, field?: { current: HTMLTextAreaElement | HTMLInputElement | null }): string {
  const [value, setValue] = useState(() => text.toString())
  const caret = useRef<[number, number] | undefined>(undefined)
  useEffect(() => {
    setValue(text.toString())
    const follow: Parameters<YText['observe']>[0] = ({ delta }, { origin }) => {
      const element = field?.current
      if (origin !== here && element && element === document.activeElement)
        caret.current = [moved(element.selectionStart ?? 0, delta), moved(element.selectionEnd ?? 0, delta)]
      setValue(text.toString())
    }
    text.observe(follow)
    return () => text.unobserve(follow)
  }, [text, field])
  useLayoutEffect(() => {
    if (caret.current !== undefined) field?.current?.setSelectionRange(...caret.current)
    caret.current = undefined
  }, [value, field])
  return value
}

/** Only what differs is written: what others type meanwhile stays. */
export function write(text: YText, next: string): void {
  const before = text.toString()
  if (before === next) return
  let start = 0
  while (start < before.length && start < next.length && before[start] === next[start]) start++
  let end = 0
  while (end < before.length - start && end < next.length - start && before.at(-1 - end) === next.at(-1 - end)) end++
  text.doc?.transact(() => {
    text.delete(start, before.length - start - end)
    text.insert(start, next.slice(start, next.length - end))
  }, here)
}

function moved(position: number, delta: { insert?: unknown; delete?: number; retain?: number }[]): number {
  let at = 0
  let now = position
  for (const { insert, delete: deleted, retain } of delta) {
    if (retain !== undefined) at += retain
    if (typeof insert === 'string') {
      if (at <= now) now += insert.length
      at += insert.length
    }
    if (deleted !== undefined && at < now) now -= Math.min(deleted, now - at)
  }
  return now
}
