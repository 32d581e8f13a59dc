import { useEffect, useState, type ComponentType } from 'react'

/** So long after a screen stands, what it may need later is fetched. */
const laterMs = 3_000

type Fetched<Props> = {
  /** Undefined until it is here. */
  Part: ComponentType<Props> | undefined
  /** It has been drawn once: a dialog opens, and knows where the focus goes back to, only when it was closed before. */
  isDrawn: boolean
}

/**
 * A part of the screen that nobody waits for at first. It is fetched a moment later, so that it is there when the line
 * or the server is not; at once where it `isWanted`. A fetch that fails takes nothing of the screen with it, and is
 * tried again while the part is wanted.
 */
export function useFetched<Props>(fetchIt: () => Promise<ComponentType<Props>>, isWanted: boolean): Fetched<Props> {
  const [Part, setPart] = useState<ComponentType<Props>>()
  const [isDrawn, setDrawn] = useState(false)
  const isHere = Part !== undefined
  useEffect(() => {
    if (isHere) return setDrawn(true)
    let isOver = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const fetchNow = async () => {
      const fetched = await fetchIt().catch(() => undefined)
      if (isOver) return
      if (fetched !== undefined) setPart(() => fetched)
      else if (isWanted) timer = setTimeout(fetchNow, laterMs)
    }
    timer = setTimeout(fetchNow, isWanted ? 0 : laterMs)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [fetchIt, isWanted, isHere])
  return { Part, isDrawn }
}
