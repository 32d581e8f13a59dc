import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call, type Body } from '../api/client.ts'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import classes from './stories.module.css'
import type { Listed } from './stories.tsx'

type Act = Body<'POST /api/v1/articles/bulk'>['act']

/** What may be done to many at once, as the rights to a single one are called. */
const acts = ['submit', 'approve', 'publish', 'unschedule', 'withdraw', 'trash', 'restore'] as const satisfies Act[]

/** Offered is what may be done to each of those that are chosen; each is told of by itself. */
export function Bulk({ chosen, clear }: { chosen: readonly Listed[]; clear: () => void }) {
  const { stories } = useWords()
  const { publish } = useWords().story
  const client = useQueryClient()
  const run = useMutation({
    mutationFn: (act: Act) => call('POST /api/v1/articles/bulk', { body: { ids: chosen.map(({ id }) => id), act } }),
    onSuccess: async ({ results }) => {
      await client.invalidateQueries({ queryKey: ['stories'] })
      if (results.every(({ isDone }) => isDone)) clear()
    },
  })
  if (chosen.length === 0) return null
  const offered = acts.filter((act) => chosen.every(({ may }) => may[act]))
  const refused = run.data?.results.filter(({ isDone }) => !isDone) ?? []
  return (
    <div className={classes.bulk}>
      <Group gap="xs">
        <Text fw={600}>{stories.selected(chosen.length)}</Text>
        {offered.map((act) => (
          <Button key={act} size="compact-md" variant="default" loading={run.isPending} onClick={() => run.mutate(act)}>
            {publish[act]}
          </Button>
        ))}
        <Button size="compact-md" variant="subtle" onClick={clear}>
          {stories.chooseNone}
        </Button>
      </Group>
      {refused.map(({ id, words }) => (
        <Text key={id} role="alert" size="sm" c="var(--fault)">
          {chosen.find((story) => story.id === id)?.headline}: {words}
        </Text>
      ))}
      <FormFault error={run.error} />
    </div>
  )
}
