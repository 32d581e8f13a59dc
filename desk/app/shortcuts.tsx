import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useFetched } from './fetched.ts'
import type { Shortcut } from './shortcut-list.tsx'
import { useWords } from './words.tsx'

const fetchList = async () => (await import('./shortcut-list.tsx')).ShortcutList

/** Single keys, while nothing but the page itself has the focus. `?` lists them. */
export function Shortcuts() {
  const { app } = useWords()
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  const isWriting = useIsWriting()
  const all: Shortcut[] = [
    { key: '?', shows: app.shortcuts.help, does: () => setOpen(true) },
    { key: '/', shows: app.shortcuts.search, does: () => document.getElementById('search')?.focus() },
    { key: 'n', shows: app.shortcuts.newStory, does: () => document.getElementById('new-story')?.click() },
    { key: 's', shows: app.shortcuts.stories, does: () => void navigate({ to: '/' }) },
    { key: 'a', shows: app.shortcuts.alerts, does: () => void navigate({ to: '/alerts' }) },
  ]
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !isOfPage(event.target)) return
      const shortcut = all.find(({ key }) => key === event.key)
      // An editor that may not be written in any more loses the focus in mid-word: no letter may lead away from a
      // story.
      if (shortcut === undefined || (isWriting && shortcut.key !== '?')) return
      event.preventDefault()
      shortcut.does()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  })
  const { Part: List, isDrawn } = useFetched(fetchList, isOpen)
  return List === undefined ? null : <List all={all} isOpen={isOpen && isDrawn} close={() => setOpen(false)} />
}

/** Whether a story is open. */
export function useIsWriting(): boolean {
  return useRouterState({ select: ({ matches }) => matches.some(({ routeId }) => routeId === '/inside/stories/$id') })
}

/**
 * Whoever stands on a button, in a menu or in a dialog is in the middle of something: a letter typed there is theirs.
 */
function isOfPage(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof HTMLElement && (target.id === 'content' || isPlainLink(target)))
}

/** One of a list, of the places, or of the head; not one that a menu or an editor drew. */
function isPlainLink(target: HTMLElement): boolean {
  return target instanceof HTMLAnchorElement && target.closest('[role=menu], [role=dialog], [contenteditable]') === null
}
