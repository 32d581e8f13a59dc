/** The working copy of a story as the screen sees it: its texts, its body, and who else is here. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { Awareness } from 'y-protocols/awareness'
import type { Text as YText, XmlFragment } from 'yjs'
import * as Y from 'yjs'
import type { z } from 'zod'
import type { TextField, ValueField, valueFields } from '../../src/working-copies/content.ts'
import { useSession, type Member } from '../api/session.ts'
import { openProvider, type Provider } from '../collaboration/provider.ts'
import type { ProviderStatus } from '../collaboration/status.ts'
import { useComeBack } from './come-back.ts'

export type WorkingCopy = {
  articleId: string
  doc: Y.Doc
  body: XmlFragment
  awareness: Awareness
  /** Of the line to the server, which changes twice a key: whoever shows it listens by themselves (useStatus). */
  line: Pick<Provider, 'status' | 'subscribe'>
  mayWrite: boolean
  text(name: TextField): YText
  value<F extends ValueField>(name: F): FieldValue<F> | undefined
  set<F extends ValueField>(name: F, value: FieldValue<F>): void
  retry(): void
}

type FieldValue<F extends ValueField> = z.infer<(typeof valueFields)[F]>

/** Undefined until the document may be bound: its schema is the server's, and what this browser has kept is in it. */
export function useWorkingCopy(articleId: string): WorkingCopy | { refused: ProviderStatus } | undefined {
  const member = useSession()?.member
  const [provider, setProvider] = useState<Provider>()
  const [isReady, setReady] = useState(false)
  const client = useQueryClient()
  useEffect(() => {
    const opened = openProvider({
      origin: location.origin,
      articleId,
      onNotice: () => void client.invalidateQueries({ queryKey: ['conflicts', articleId] }),
    })
    setProvider(opened)
    setReady(false)
    let isOpen = true
    void opened.ready.then(() => {
      if (isOpen) setReady(true)
    })
    return () => {
      isOpen = false
      opened.close()
    }
  }, [articleId, client])
  useIntroduction(provider, member)
  const isRefused = useStanding(provider) === 'refused'
  useComeBack(provider, isRefused)
  if (provider === undefined) return undefined
  if (!isReady) return isRefused ? { refused: provider.status() } : undefined
  return copyOf(provider, articleId)
}

/** What the whole screen is drawn again for: not for every key that is saved. */
function useStanding(provider: Provider | undefined): string | undefined {
  return useSyncExternalStore(
    (listener) => provider?.subscribe(listener) ?? (() => {}),
    () => provider && standingOf(provider.status()),
  )
}

function standingOf({ connection, right }: ProviderStatus): string | undefined {
  return connection === 'refused' ? 'refused' : right
}

/** Of the line, as it is now. */
export function useStatus({ line }: WorkingCopy): ProviderStatus {
  return useSyncExternalStore(line.subscribe, line.status)
}

/** Others see the name, and the caret in a colour that stays the same for this person. */
function useIntroduction(provider: Provider | undefined, member: Member | null | undefined): void {
  useEffect(() => {
    if (provider === undefined || !member) return
    const { id, name } = member
    provider.awareness.setLocalStateField('user', { id, name, colour: colourOf(id) })
  }, [provider, member])
}

function colourOf(id: string): number {
  return [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7) % 8
}

const copies = new WeakMap<Provider, WorkingCopy>()

/** The same object as long as the same may be done with it. */
function copyOf(provider: Provider, articleId: string): WorkingCopy {
  const standing = standingOf(provider.status())
  const mayWrite = standing !== 'read' && standing !== 'refused'
  const known = copies.get(provider)
  if (known?.mayWrite === mayWrite) return known
  const copy = { ...(known ?? fixedPart(provider, articleId)), mayWrite }
  copies.set(provider, copy)
  return copy
}

function fixedPart(provider: Provider, articleId: string): Omit<WorkingCopy, 'mayWrite'> {
  const { doc, awareness, retry } = provider
  const fields = doc.getMap('fields')
  return {
    articleId,
    doc,
    body: doc.getXmlFragment('body'),
    awareness,
    line: provider,
    retry,
    text(name) {
      const text = fields.get(name)
      if (text instanceof Y.Text) return text
      const made = new Y.Text()
      fields.set(name, made)
      return made
    },
    value: (name) => fields.get(name) as never,
    set: (name, value) => void fields.set(name, value),
  }
}

/** A value of the working copy, and how to set it; it follows whoever sets it. */
export function useField<F extends ValueField>(
  copy: WorkingCopy,
  name: F,
): [FieldValue<F> | undefined, (value: FieldValue<F>) => void] {
  const fields = copy.doc.getMap('fields')
  const value = useSyncExternalStore(
    (listener) => {
      fields.observe(listener)
      return () => fields.unobserve(listener)
    },
    () => copy.value(name),
  )
  return [value, (next) => copy.set(name, next)]
}

export type Present = { id: string; name: string; colour: number }

/** Everybody who has this story open, each once. */
export function usePeople({ awareness }: WorkingCopy): Present[] {
  const key = useSyncExternalStore(
    (listener) => {
      awareness.on('change', listener)
      return () => awareness.off('change', listener)
    },
    () => JSON.stringify(presentIn(awareness)),
  )
  return JSON.parse(key) as Present[]
}

function presentIn(awareness: Awareness): Present[] {
  const people = new Map<string, Present>()
  for (const { user } of awareness.getStates().values() as Iterable<{ user?: Present }>)
    if (user !== undefined) people.set(user.id, user)
  return [...people.values()]
}
