import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { budgetQuery, type Alert, type Budget } from '../api/alerts.ts'
import { useWords } from '../app/words.tsx'
import classes from './alerts.module.css'

type Props = {
  alert: Alert
  /** Where something can still be chosen: what was, and how to choose. */
  choice?: { isAnyway: boolean; disturbAnyway: () => void; fold: () => void }
}

/** How much readers were disturbed today, and what that means for this one. */
export function TodayBudget({ alert, choice }: Props) {
  const { alerts } = useWords()
  const { data } = useQuery(budgetQuery(alert))
  if (data === undefined) return null
  const { reader, topics, isOver } = data
  const over = { breaking: alerts.overBreaking, important: alerts.overImportant, digest: '' }[alert.level]
  if (alert.level === 'digest')
    return (
      <section aria-labelledby="budget">
        <h2 id="budget">{alerts.budget}</h2>
        <p>{alerts.budgetDigest}</p>
      </section>
    )
  return (
    <section aria-labelledby="budget">
      <h2 id="budget">{alerts.budget}</h2>
      <p>{alerts.budgetCount(reader.sent + 1)}</p>
      <p className={classes.soft}>{alerts.budgetReader(inWords(reader))}</p>
      {topics.map((topic) => (
        <p key={topic.id} className={classes.soft}>
          {alerts.budgetTopic({ name: topic.name, ...inWords(topic) })}
        </p>
      ))}
      {isOver && <p className={classes.notice}>{over}</p>}
      {isOver && alert.level === 'breaking' && choice !== undefined && (
        <Group gap="xs" mt="xs">
          <Button size="xs" variant="default" onClick={choice.fold}>
            {alerts.fold}
          </Button>
          <Button size="xs" variant="default" aria-pressed={choice.isAnyway} onClick={choice.disturbAnyway}>
            {alerts.sendAnyway}
          </Button>
        </Group>
      )}
      {choice?.isAnyway === true && <p role="status">{alerts.anywayChosen}</p>}
    </section>
  )
}

function inWords({ sent, limit }: Budget['reader']) {
  return { sent: String(sent), limit: String(limit) }
}

/** Breaking news is never folded silently, nor sent silently: somebody chooses. */
export function useMustChoose(alert: Alert): boolean {
  const { data } = useQuery(budgetQuery(alert))
  return alert.level === 'breaking' && (data?.isOver ?? false)
}
