import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { Failed, Loading } from '../app/states.tsx'
import { useLanguage, useWords } from '../app/words.tsx'
import classes from './subscribers.module.css'

const days = 90
const dayMs = 86_400_000

/** How many came and went. Of nobody is it known what they read. */
export function Growth() {
  const { subscribers } = useWords()
  const { language } = useLanguage()
  const { data, error, refetch } = useQuery({
    queryKey: ['subscriber-growth'],
    queryFn: ({ signal }) => call('GET /api/v1/subscribers/growth', { query: { days }, signal }),
    staleTime: 60_000,
  })
  if (data === undefined) return error === null ? <Loading /> : <Failed error={error} retry={() => void refetch()} />
  const sum = (numbers: number[]) => numbers.reduce((all, number) => all + number, 0)
  const active = sum(data.counts.filter(({ state }) => state === 'active').map(({ count }) => count))
  const joined = sum(data.days.map((day) => day.joined))
  const ended = sum(data.days.map((day) => day.ended))
  const most = Math.max(1, ...data.days.map((day) => day.joined))
  return (
    <section className={classes.growth} aria-labelledby="growth">
      <h2 id="growth" className={classes.growthTitle}>
        {subscribers.growth}
      </h2>
      <p className={classes.figure}>{subscribers.growthNow(active)}</p>
      <p className={classes.facts}>
        {subscribers.joined(joined)} · {subscribers.ended(ended)}
      </p>
      {joined > 0 && (
        <figure className={classes.bars}>
          <div aria-hidden>
            {everyDay(data.days).map(({ day, joined: came }) => (
              <span key={day} style={{ blockSize: `${(came / most) * 100}%` }} />
            ))}
          </div>
          <figcaption className={classes.facts}>
            {subscribers.growthBars(new Intl.NumberFormat(language).format(most))}
          </figcaption>
        </figure>
      )}
    </section>
  )
}

type Day = { day: number; joined: number }

/** With the days on which nobody came. */
function everyDay(known: readonly Day[]): Day[] {
  const byDay = new Map(known.map(({ day, joined }) => [Math.floor(day / dayMs), joined]))
  const last = Math.max(...byDay.keys())
  return Array.from({ length: days }, (_, index) => last - days + 1 + index).map((day) => {
    return { day, joined: byDay.get(day) ?? 0 }
  })
}
