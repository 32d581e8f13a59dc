import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'

type Props = { text: string; label: string; done: string; size?: string }

/** Copies, and says so. Browsers allow it on https and this machine alone, so the text must be selectable besides. */
export function CopyButton({ text, label, done, size = 'sm' }: Props) {
  const { copy, copied } = useClipboard({ timeout: 4_000 })
  if (!isSecureContext) return null
  return (
    <Button size={size} variant="default" onClick={() => copy(text)} aria-live="polite">
      {copied ? done : label}
    </Button>
  )
}
