import { useQuery } from '@tanstack/react-query'
import { audienceQuery, type Alert } from '../api/alerts.ts'
import { Failed, Loading } from '../app/states.tsx'
import { useLanguage, useWords } from '../app/words.tsx'
import classes from './alerts.module.css'

/** Who the alert would reach now, by channel. */
export function Reach({ alert }: { alert: Alert }) {
  const { alerts } = useWords()
  const { language } = useLanguage()
  const { data, error, refetch } = useQuery(audienceQuery(alert))
  const number = new Intl.NumberFormat(language)
  const names = { email: alerts.email, push: alerts.push }
  return (
    <section aria-labelledby="reach" aria-live="polite">
      <h2 id="reach">{alerts.reach}</h2>
      {data === undefined && error === null && <Loading />}
      {data === undefined && error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data?.total === 0 && <p>{alerts.reachNobody}</p>}
      {data !== undefined && data.total > 0 && (
        <>
          <p className={classes.figure}>{alerts.reachTotal(data.total)}</p>
          <dl className={classes.ways}>
            {data.channels.map(({ channel, now, later, digest, over }) => {
              const parts = [
                now > 0 && alerts.reachNow(number.format(now)),
                later > 0 && alerts.reachLater(number.format(later)),
                digest > 0 && alerts.reachDigest(number.format(digest)),
                over > 0 && alerts.reachOver(number.format(over)),
              ].filter((part) => part !== false)
              return (
                <div key={channel}>
                  <dt>{names[channel]}</dt>
                  <dd>{parts.length === 0 ? number.format(0) : parts.join(' · ')}</dd>
                </div>
              )
            })}
          </dl>
        </>
      )}
    </section>
  )
}
