/** What is done to the pictures of a gallery. */
import type { Editor, JSONContent } from '@tiptap/core'
import { NodeSelection } from '@tiptap/pm/state'

/** Behind those that are there, before the gallery's caption. `at`: where the gallery stands. */
export function addPictures(editor: Editor, at: number, pictures: readonly JSONContent[]): void {
  const { doc, schema, tr } = editor.state
  const places = picturesIn(editor, at)
  const last = places.at(-1)
  const place = last === undefined ? at + 1 : last + (doc.nodeAt(last)?.nodeSize ?? 0)
  editor.view.dispatch(
    tr.insert(
      place,
      pictures.map((picture) => schema.nodeFromJSON(picture)),
    ),
  )
}

/** One place earlier or later in its gallery, and it stays chosen. `from`: where the picture stands. */
export function movePicture(editor: Editor, from: number, by: 1 | -1): boolean {
  const places = picturesIn(editor, galleryOf(editor, from))
  const index = places.indexOf(from)
  return index !== -1 && index + by >= 0 && putPicture(editor, from, by === 1 ? index + 2 : index - 1)
}

/** Before the picture of this index in the same gallery, or behind the last one. */
export function putPicture(editor: Editor, from: number, index: number): boolean {
  const { doc, tr } = editor.state
  const places = picturesIn(editor, galleryOf(editor, from))
  const node = doc.nodeAt(from)
  const last = places.at(-1)
  if (node?.type.name !== 'galleryPicture' || last === undefined || index > places.length) return false
  const to = places[index] ?? last + (doc.nodeAt(last)?.nodeSize ?? 0)
  if (to >= from && to <= from + node.nodeSize) return false
  tr.delete(from, from + node.nodeSize)
  const target = tr.mapping.map(to)
  tr.insert(target, node)
  editor.view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, target)).scrollIntoView())
  return true
}

/** The picture that is chosen or whose caption the caret stands in. */
export function pictureAt({ state }: Editor): number | undefined {
  const { selection } = state
  if (selection instanceof NodeSelection && selection.node.type.name === 'galleryPicture') return selection.from
  const { $from } = selection
  for (let depth = $from.depth; depth > 0; depth--)
    if ($from.node(depth).type.name === 'galleryPicture') return $from.before(depth)
  return undefined
}

/** Where its pictures stand, in their order. */
export function picturesIn({ state }: Editor, at: number): number[] {
  const places: number[] = []
  state.doc.nodeAt(at)?.forEach((node, offset) => {
    if (node.type.name === 'galleryPicture') places.push(at + 1 + offset)
  })
  return places
}

export function galleryOf({ state }: Editor, picture: number): number {
  return state.doc.resolve(picture).before(1)
}
