/** Drags one of several boxes to another place among them, by any pointer. */

type Dragged = {
  /** In their order, as they are now: others may write meanwhile. */
  boxes: () => HTMLElement[]
  /** The one that is dragged. */
  source: () => HTMLElement | undefined
  /** Boxes stand beside each other too. */
  isGrid?: boolean
  /** It goes before the box of this index, behind the last one where there is none. */
  drop: (index: number) => void
}

type Gap = { index: number; line: { left: number; top: number; width: number; height: number } }

/** So near to the edge of the screen, the page moves on. */
const edge = 72

/** From the press on `handle` until it is let go; Escape leaves everything as it was. */
export function startDrag(event: PointerEvent, handle: HTMLElement, dragged: Dragged): void {
  if (event.button !== 0) return
  event.preventDefault()
  handle.setPointerCapture(event.pointerId)
  const [line, shade] = [overlay('drag-line'), overlay('drag-shade')]
  let [at, gap, frame] = [event, undefined as Gap | undefined, 0]
  const draw = () => {
    gap = gapAt(dragged, at)
    if (gap !== undefined) place(line, gap.line)
    const source = dragged.source()?.getBoundingClientRect()
    if (source !== undefined) place(shade, source)
    const by = scrollBy(at.clientY)
    if (by !== 0) window.scrollBy(0, by)
    frame = requestAnimationFrame(draw)
  }
  const move = (moved: PointerEvent) => (at = moved)
  const stopping = new AbortController()
  const end = (isDropped: boolean) => {
    stopping.abort()
    cancelAnimationFrame(frame)
    line.remove()
    shade.remove()
    // As it is at the very end, and not as the last frame was.
    const last = gapAt(dragged, at)
    if (isDropped && last !== undefined) dragged.drop(last.index)
  }
  const { signal } = stopping
  handle.addEventListener('pointermove', move, { signal })
  handle.addEventListener('pointerup', () => end(true), { signal })
  handle.addEventListener('pointercancel', () => end(false), { signal })
  window.addEventListener('keydown', (key) => key.key === 'Escape' && end(false), { signal, capture: true })
  draw()
}

function gapAt({ boxes, isGrid = false }: Dragged, { clientX, clientY }: PointerEvent): Gap | undefined {
  const rects = boxes().map((box) => box.getBoundingClientRect())
  const away = ({ left, right, top, bottom }: DOMRect) =>
    Math.hypot(isGrid ? Math.max(left - clientX, clientX - right, 0) : 0, Math.max(top - clientY, clientY - bottom, 0))
  const nearest = rects.reduce((best, rect, index) => (away(rect) < away(rects[best] ?? rect) ? index : best), 0)
  const rect = rects[nearest]
  if (rect === undefined) return undefined
  const isBeside = isGrid && [rects[nearest - 1], rects[nearest + 1]].some((other) => other && overlaps(other, rect))
  if (!isBeside) {
    const isAfter = clientY > (rect.top + rect.bottom) / 2
    const top = (isAfter ? rect.bottom : rect.top) + (isAfter ? 4 : -6)
    return { index: nearest + Number(isAfter), line: { left: rect.left, top, width: rect.width, height: 3 } }
  }
  const isRight = clientX > (rect.left + rect.right) / 2
  const isAfter = isRight === (document.documentElement.dir !== 'rtl')
  const left = (isRight ? rect.right : rect.left) + (isRight ? 5 : -8)
  return { index: nearest + Number(isAfter), line: { left, top: rect.top, width: 3, height: rect.height } }
}

/** Whether they stand in one row. */
function overlaps(one: DOMRect, other: DOMRect): boolean {
  return one.top < other.bottom && other.top < one.bottom
}

function scrollBy(y: number): number {
  if (y < edge) return -Math.ceil((edge - y) / 6)
  const below = y - (window.innerHeight - edge)
  return below > 0 ? Math.ceil(below / 6) : 0
}

function overlay(name: string): HTMLElement {
  const element = document.createElement('div')
  element.className = name
  document.body.append(element)
  return element
}

function place({ style }: HTMLElement, { left, top, width, height }: Gap['line']): void {
  style.left = `${left}px`
  style.top = `${top}px`
  style.width = `${width}px`
  style.height = `${height}px`
}
