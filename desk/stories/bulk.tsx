import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call, type Body } from '../api/client.ts'
import { FormFault } from '../app/states.tsx'
import { useLanguage, useWords } from '../app/words.tsx'
import { refusalWords } from '../refusals/refusal-words.ts'
import classes from './stories.module.css'
import type { Listed } from './stories.tsx'

type Act = Body<'POST /api/v1/articles/bulk'>['act']

/** What may be done to many at once, as the rights to a single one are called. */
const acts = ['submit', 'approve', 'publish', 'unschedule', 'withdraw', 'trash', 'restore'] as const satisfies Act[]

/** Offered is what may be done to each of those that are chosen; each is told of by itself. */
export function Bulk({ chosen, clear }: { chosen: readonly Listed[]; clear: () => void }) {
  const allWords = useWords()
  const { language } = useLanguage()
  const { stories, app } = allWords
  const { publish } = allWords.story
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
  const why = (result: (typeof refused)[number]) =>
    result.code === 'forbidden' ? app.forbidden : (refusalWords(result, allWords, language) ?? result.words)
  return (
    <div className={classes.bulk}>
      <div className={classes.chosen}>
        <Text fw={600}>{stories.selected(chosen.length)}</Text>
        <div className={classes.acts}>
          {offered.map((act) => (
            <Button
              key={act}
              size="compact-md"
              variant="default"
              loading={run.isPending}
              onClick={() => run.mutate(act)}
            >
              {publish[act]}
            </Button>
          ))}
        </div>
        <Button size="compact-md" variant="subtle" onClick={clear}>
          {stories.chooseNone}
        </Button>
      </div>
      {refused.map((result) => (
        <Text key={result.id} role="alert" size="sm" c="var(--fault)">
          {chosen.find(({ id }) => id === result.id)?.headline}: {why(result)}
        </Text>
      ))}
      <FormFault error={run.error} />
    </div>
  )
}
