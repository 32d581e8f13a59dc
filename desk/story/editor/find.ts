/** Finds words in the story: each place is marked, one of them is the current one. */
import { Extension, type Editor } from '@tiptap/core'
import { Plugin, PluginKey, TextSelection, type EditorState } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'

type Found = { query: string; places: { from: number; to: number }[] }

const key = new PluginKey<Found>('find')

/** More are not marked; the count says that there are at least as many. */
const most = 1000

export const Find = Extension.create({
  name: 'find',
  addProseMirrorPlugins: () => [
    new Plugin<Found>({
      key,
      state: {
        init: () => ({ query: '', places: [] }),
        apply(transaction, before, _, state) {
          const query = (transaction.getMeta(key) as string | undefined) ?? before.query
          if (query === before.query && !transaction.docChanged) return before
          return { query, places: query === '' ? [] : placesOf(state, query) }
        },
      },
      props: {
        decorations: (state) => {
          const { places } = key.getState(state) ?? { places: [] }
          return places.length === 0
            ? null
            : DecorationSet.create(
                state.doc,
                places.map(({ from, to }) => Decoration.inline(from, to, { class: 'found' })),
              )
        },
      },
    }),
  ],
})

/** Within a line of text; what is not text in it counts as one sign, so that places stay what they are. */
function placesOf({ doc }: EditorState, query: string): Found['places'] {
  const wanted = folded(query)
  const places: Found['places'] = []
  doc.descendants((node, position) => {
    if (!node.isTextblock || places.length >= most) return !node.isTextblock
    const text = folded(node.textBetween(0, node.content.size, undefined, '\ufffc'))
    for (
      let at = text.indexOf(wanted);
      at !== -1 && places.length < most;
      at = text.indexOf(wanted, at + wanted.length)
    )
      places.push({ from: position + 1 + at, to: position + 1 + at + wanted.length })
    return false
  })
  return places
}

/** Of the same length as before, so that its places are those of the text. */
function folded(text: string): string {
  const small = text.toLowerCase()
  return small.length === text.length ? small : text
}

export function lookFor(editor: Editor, query: string): void {
  editor.view.dispatch(editor.state.tr.setMeta(key, query))
}

export function foundIn(state: EditorState): { count: number; at: number } {
  const { places } = key.getState(state) ?? { places: [] }
  const { from, to } = state.selection
  return { count: places.length, at: places.findIndex((place) => place.from === from && place.to === to) }
}

/** The next place after the caret, or before it; round the end. */
export function goToFound(editor: Editor, by: 1 | -1): void {
  const { state, view } = editor
  const { places } = key.getState(state) ?? { places: [] }
  const { from, to } = state.selection
  const next =
    by === 1
      ? (places.find((place) => place.from >= to) ?? places[0])
      : (places.findLast((place) => place.to <= from) ?? places.at(-1))
  if (next === undefined) return
  view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, next.from, next.to)).scrollIntoView())
}

/** The place that is chosen, which is then the next one; if none is, it is looked for first. */
export function replaceFound(editor: Editor, words: string): void {
  const { state, view } = editor
  if (foundIn(state).at !== -1) {
    const { from, to } = state.selection
    view.dispatch(state.tr.insertText(words, from, to))
  }
  goToFound(editor, 1)
}

export function replaceAllFound(editor: Editor, words: string): void {
  const { state, view } = editor
  const { tr } = state
  // From the end, so that the places before stay where they are.
  for (const { from, to } of (key.getState(state)?.places ?? []).toReversed()) tr.insertText(words, from, to)
  view.dispatch(tr)
}
