import { Button, Group, TextInput } from '@mantine/core'
import { shownByClock } from '../app/paper-clock.ts'
import { usePaperZone } from '../app/paper.ts'
import { useWords } from '../app/words.tsx'
import type { Writing } from './writing.ts'

type Props = { hours: number; writing: Writing }

/** When the line above every page goes: by the publication's clock, or by the rule that holds where nothing is said. */
export function BannerEnd({ hours, writing: { draft, set, faultAt } }: Props) {
  const { alerts } = useWords()
  const zone = usePaperZone()
  const { bannerUntil } = draft
  const value = typeof bannerUntil === 'number' ? shownByClock(bannerUntil, zone) : (bannerUntil ?? '')
  return (
    <Group align="end" gap="xs">
      <TextInput
        type="datetime-local"
        label={alerts.bannerEnd(`\u2068${zone}\u2069`)}
        description={alerts.bannerRule(hours)}
        error={faultAt('bannerUntil') === undefined ? undefined : alerts.bannerOver}
        value={value}
        // What is half typed is empty here.
        onChange={({ currentTarget }) => set({ bannerUntil: currentTarget.value || null })}
      />
      {bannerUntil !== null && (
        <Button variant="subtle" size="xs" px={6} onClick={() => set({ bannerUntil: null })}>
          {alerts.bannerByRule}
        </Button>
      )}
    </Group>
  )
}
