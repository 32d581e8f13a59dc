import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { budgetQuery, type Alert, type Budget } from '../api/alerts.ts'
import { useTimes } from '../app/times.ts'
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
  const times = useTimes()
  const { data } = useQuery(budgetQuery(alert))
  if (data === undefined) return null
  const { isOver } = data
  const over = { breaking: alerts.overBreaking, important: alerts.overImportant, digest: '' }[alert.level]
  if (alert.level === 'digest')
    return (
      <section aria-labelledby="budget">
        <h2 id="budget">{alerts.budget}</h2>
        <p>{alerts.budgetDigest}</p>
      </section>
    )
  const { plannedAt } = alert
  return (
    <section aria-labelledby="budget">
      <h2 id="budget">{plannedAt === null ? alerts.budget : times.dayAtPaper(plannedAt)}</h2>
      {plannedAt === null ? <Today budget={data} /> : <ThatDay budget={data} />}
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

function Today({ budget: { reader, topics } }: { budget: Budget }) {
  const { alerts } = useWords()
  return (
    <>
      <p>{alerts.budgetCount(reader.sent + 1)}</p>
      <p className={classes.soft}>{alerts.budgetReader(inWords(reader))}</p>
      {topics.map((topic) => (
        <p key={topic.id} className={classes.soft}>
          {alerts.budgetTopic({ name: topic.name, ...inWords(topic) })}
        </p>
      ))}
    </>
  )
}

/** Of its publication, as far as it is planned. */
function ThatDay({ budget: { reader, topics } }: { budget: Budget }) {
  const { alerts } = useWords()
  return [{ id: 0, name: alerts.budgetAll, ...reader }, ...topics].map(({ id, name, ...spent }) => (
    <p key={id} className={classes.soft}>
      {alerts.budgetPlanned({ name, ...inWords(spent) })}
    </p>
  ))
}

function inWords({ sent, limit }: Budget['reader']) {
  return { sent: String(sent), limit: String(limit) }
}

/** Breaking news is never folded silently, nor sent silently: somebody chooses. */
export function useMustChoose(alert: Alert): boolean {
  const { data } = useQuery(budgetQuery(alert))
  return alert.level === 'breaking' && (data?.isOver ?? false)
}
