/** Which place of a picture every crop keeps: by click, by dragging, or by the arrow keys. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type KeyboardEvent, type PointerEvent } from 'react'
import { call } from '../api/client.ts'
import { useMedium, type Medium } from '../api/media.ts'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import classes from './focal-point.module.css'

type Focus = Medium['focus']

/** A button that opens it; nothing for what has no picture. */
export function FocalPoint({ id }: { id: string }) {
  const { media, app } = useWords()
  const { medium } = useMedium(id)
  const [isOpen, setOpen] = useState(false)
  if (medium?.kind !== 'image' || medium.src === null) return null
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
        {media.focal.set}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={media.focal.title}
        size="lg"
        closeButtonProps={{ 'aria-label': app.close }}
      >
        {isOpen && <Chooser medium={medium} src={medium.src} close={() => setOpen(false)} />}
      </Modal>
    </>
  )
}

function Chooser({ medium, src, close }: { medium: Medium; src: string; close: () => void }) {
  const { media, app } = useWords()
  const client = useQueryClient()
  const [focus, setFocus] = useState(medium.focus)
  const save = useMutation({
    mutationFn: () => call('PATCH /api/v1/media/:id', { params: { id: medium.id }, body: { focus } }),
    onSuccess: () => {
      client.setQueryData(['medium', medium.id], { ...medium, focus })
      close()
    },
  })
  return (
    <Stack gap="sm">
      <Text size="sm">{media.focal.help}</Text>
      <Picture src={src} focus={focus} set={setFocus} />
      <Text size="sm" role="status">
        {media.focal.at(percents(focus))}
      </Text>
      <div className={classes.crops}>
        {(['wide', 'square'] as const).map((shape) => (
          <img key={shape} src={src} alt="" className={classes[shape]} style={{ objectPosition: position(focus) }} />
        ))}
      </div>
      <FormFault error={save.error} />
      <Group>
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          {app.save}
        </Button>
        <Button variant="default" onClick={close}>
          {app.cancel}
        </Button>
      </Group>
    </Stack>
  )
}

const steps: Record<string, readonly [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

function Picture({ src, focus, set }: { src: string; focus: Focus; set: (focus: Focus) => void }) {
  const { media } = useWords()
  const point = (event: PointerEvent<HTMLElement>) => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect()
    set({ x: share((event.clientX - left) / width), y: share((event.clientY - top) / height) })
  }
  const keys = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const by = event.shiftKey ? 0.1 : 0.01
    set({ x: share(focus.x + step[0] * by), y: share(focus.y + step[1] * by) })
  }
  return (
    <button
      type="button"
      className={classes.picture}
      aria-label={`${media.focal.title}: ${media.focal.at(percents(focus))}`}
      data-autofocus
      onKeyDown={keys}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        point(event)
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && point(event)}
    >
      <img src={src} alt="" draggable={false} />
      <span className={classes.point} style={{ left: percent(focus.x), top: percent(focus.y) }} />
    </button>
  )
}

/** To a hundredth, and within the picture. */
function share(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 100) / 100
}

function percents({ x, y }: Focus): { x: number; y: number } {
  return { x: Math.round(x * 100), y: Math.round(y * 100) }
}

function percent(value: number): string {
  return `${value * 100}%`
}

function position({ x, y }: Focus): string {
  return `${percent(x)} ${percent(y)}`
}
