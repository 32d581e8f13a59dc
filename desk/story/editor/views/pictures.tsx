import { NodeViewContent, NodeViewWrapper } from '@tiptap/react'
import { useMedium } from '../../../api/media.ts'
import { useWords } from '../../../app/words.tsx'
import { FocalPoint } from '../../../media/focal-point.tsx'
import { BlockFields, CheckField, ChoiceField, TextField, type View } from './fields.tsx'
import classes from './views.module.css'

/** A picture as the page shows it, its caption written in place, and what else belongs to it below. */
export function PictureView(view: View) {
  const { story } = useWords()
  const { media, width, credit } = view.node.attrs
  const isWide = width === 'wide'
  return (
    <NodeViewWrapper as="figure" className={isWide ? 'picture wide' : 'picture'}>
      <Still media={String(media)} view={view} />
      <figcaption>
        <NodeViewContent className={`caption ${classes.placeholder}`} data-placeholder={story.fields.caption} />
        {credit !== '' && <span contentEditable={false}>{String(credit)}</span>}
      </figcaption>
      <AltFault view={view} />
      <BlockFields view={view}>
        <PictureFields view={view} />
        <ChoiceField
          view={view}
          name="width"
          label={story.fields.width}
          choices={[
            { value: '', label: story.fields.column },
            { value: 'wide', label: story.fields.wide },
          ]}
        />
      </BlockFields>
    </NodeViewWrapper>
  )
}

export function PictureFields({ view }: { view: View }) {
  const { story } = useWords()
  return (
    <>
      <div className={classes.wide}>
        <TextField view={view} name="alt" label={story.fields.alt} help={story.fields.altHelp} />
      </div>
      <TextField view={view} name="credit" label={story.fields.credit} />
      {view.node.attrs.alt === '' && <CheckField view={view} name="decorative" label={story.fields.decorative} />}
      <FocalPoint id={String(view.node.attrs.media)} />
    </>
  )
}

export function AltFault({ view }: { view: View }) {
  const { story } = useWords()
  const { alt, decorative } = view.node.attrs
  if (alt !== '' || decorative === true) return null
  return (
    <p className={classes.fault} dir="auto" contentEditable={false}>
      {story.missingAlt}
    </p>
  )
}

export function Still({ media, view }: { media: string; view: View }) {
  const { story } = useWords()
  const { medium } = useMedium(media)
  // A caption without words is nothing that a click could lead into.
  const choose = () => {
    const at = view.getPos()
    if (at !== undefined && view.editor.isEditable) view.editor.commands.setNodeSelection(at)
    view.editor.view.focus()
  }
  if (medium?.src)
    return (
      <img
        onClick={choose}
        src={medium.src}
        width={medium.width ?? undefined}
        height={medium.height ?? undefined}
        alt={String(view.node.attrs.alt)}
        draggable={false}
        data-drag-handle
      />
    )
  return (
    <div className={classes.missing} dir="auto" contentEditable={false} data-drag-handle>
      {story.choosePicture}
    </div>
  )
}
