/** A gallery: pictures are added to it, taken away and put into another order. */
import { Button, Group } from '@mantine/core'
import { NodeViewContent, NodeViewWrapper } from '@tiptap/react'
import { useState, type PointerEvent } from 'react'
import { useWords } from '../../../app/words.tsx'
import { MediaChooser } from '../../../media/media-chooser.tsx'
import { galleryPicture } from '../../media-blocks.ts'
import { startDrag } from '../drag.ts'
import { addPictures, galleryOf, movePicture, picturesIn, putPicture } from '../gallery.ts'
import { BlockFields, type View } from './fields.tsx'
import { AltFault, PictureFields, Still } from './pictures.tsx'
import classes from './views.module.css'

export function GalleryView(view: View) {
  const { gallery } = useWords().story
  const { editor, getPos } = view
  const [isChoosing, setChoosing] = useState(false)
  return (
    <NodeViewWrapper className="gallery-block">
      <NodeViewContent />
      <BlockFields view={view}>
        <div className={classes.wide}>
          <Button size="compact-sm" variant="default" onClick={() => setChoosing(true)}>
            {gallery.add}
          </Button>
        </div>
      </BlockFields>
      <MediaChooser
        kind="image"
        isOpen={isChoosing}
        isMany
        close={() => setChoosing(false)}
        choose={(media) => {
          setChoosing(false)
          const at = getPos()
          if (at !== undefined) addPictures(editor, at, media.map(galleryPicture))
        }}
      />
    </NodeViewWrapper>
  )
}

export function GalleryPictureView(view: View) {
  const { story } = useWords()
  return (
    <NodeViewWrapper as="figure" className="picture">
      <Still media={String(view.node.attrs.media)} view={view} />
      {view.editor.isEditable && (
        <div
          className="picture-handle"
          contentEditable={false}
          aria-hidden
          title={story.gallery.drag}
          onPointerDown={(event) => drag(view, event)}
        />
      )}
      <figcaption>
        <NodeViewContent className={`caption ${classes.placeholder}`} data-placeholder={story.fields.caption} />
      </figcaption>
      <AltFault view={view} />
      <BlockFields view={view}>
        <PictureFields view={view} />
        <Group gap="xs" className={classes.wide}>
          <MoveButton view={view} by={-1} label={story.gallery.earlier} keys="Alt+Shift+↑" />
          <MoveButton view={view} by={1} label={story.gallery.later} keys="Alt+Shift+↓" />
          <Button variant="subtle" size="compact-sm" onClick={view.deleteNode}>
            {story.gallery.remove}
          </Button>
        </Group>
      </BlockFields>
    </NodeViewWrapper>
  )
}

type MoveProps = { view: View; by: 1 | -1; label: string; keys: string }

function MoveButton({ view: { editor, getPos }, by, label, keys }: MoveProps) {
  const move = () => {
    const at = getPos()
    if (at !== undefined) movePicture(editor, at, by)
    editor.view.focus()
  }
  return (
    <Button variant="default" size="compact-sm" onClick={move}>
      {label}
      <span className={classes.keys}>{keys}</span>
    </Button>
  )
}

function drag({ editor, getPos }: View, event: PointerEvent<HTMLElement>): void {
  const boxes = (): HTMLElement[] => {
    const at = getPos()
    if (at === undefined) return []
    const shown = picturesIn(editor, galleryOf(editor, at)).map((place) => editor.view.nodeDOM(place))
    return shown.filter((element) => element instanceof HTMLElement)
  }
  startDrag(event.nativeEvent, event.currentTarget, {
    boxes,
    isGrid: true,
    source: () => {
      const element = editor.view.nodeDOM(getPos() ?? 0)
      return element instanceof HTMLElement ? element : undefined
    },
    drop: (index) => {
      const at = getPos()
      if (at !== undefined) putPicture(editor, at, index)
    },
  })
}
