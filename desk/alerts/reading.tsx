import type { Alert } from '../api/alerts.ts'
import { Section } from '../app/section.tsx'
import { useTimes } from '../app/times.ts'
import { useLanguage, useWords } from '../app/words.tsx'
import classes from './alerts.module.css'
import { Previews } from './previews.tsx'

/** Exactly what goes out, and to whom, for whoever decides about it. */
export function Reading({ alert, isOut }: { alert: Alert; isOut: boolean }) {
  const { alerts } = useWords()
  const { title, text, subject, preheader, mailBody, byEmail, byPush } = alert
  const said = [
    byPush && [alerts.pushTitle, title],
    byPush && [alerts.pushText, text],
    byEmail && [alerts.subject, subject],
    byEmail && [alerts.preheader, preheader],
  ].filter((line) => line !== false)
  return (
    <>
      <Section title={isOut ? alerts.exactWent : alerts.exactWords}>
        <dl className={classes.reading}>
          {said.map(([name = '', words = '']) => (
            <Line key={name} name={name}>
              <span className={classes.said} dir="auto">
                {words === '' ? alerts.noWords : words}
              </span>
            </Line>
          ))}
          {byEmail && <Line name={alerts.mailBody}>{alerts.mailBodies[mailBody]}</Line>}
        </dl>
        {byPush && <Previews previews={alert.previews} />}
      </Section>
      <ReadAudience alert={alert} />
    </>
  )
}

function ReadAudience({ alert }: { alert: Alert }) {
  const { alerts } = useWords()
  const { language } = useLanguage()
  const times = useTimes()
  const { level, toEveryone, topics, byEmail, byPush, plannedAt } = alert
  const { banner, bannerUntil, bannerHours, thread, story } = alert
  const list = new Intl.ListFormat(language)
  const ways = [...(byPush ? [alerts.push] : []), ...(byEmail ? [alerts.email] : [])]
  const names = topics.map(({ name }) => name)
  return (
    <Section title={alerts.audience}>
      <dl className={classes.reading}>
        <Line name={alerts.level}>
          <b>{alerts.levels[level]}.</b> {alerts.levelHelp[level]}
        </Line>
        {toEveryone ? (
          <Line name={alerts.audience}>{alerts.toEveryone}</Line>
        ) : (
          <Line name={alerts.topics}>{names.length === 0 ? alerts.noWords : list.format(names)}</Line>
        )}
        {plannedAt !== null && <Line name={alerts.when}>{alerts.withPublication(times.atPaper(plannedAt))}</Line>}
        <Line name={alerts.channels}>{list.format(ways)}</Line>
        {banner && (
          <Line name={alerts.bannerName}>
            {bannerUntil === null ? alerts.bannerRule(bannerHours) : alerts.bannerUntil(times.atPaper(bannerUntil))}
          </Line>
        )}
        {thread.id !== story.id && (
          <Line name={alerts.threadOf}>
            <bdi>{thread.headline}</bdi>
          </Line>
        )}
      </dl>
    </Section>
  )
}

function Line({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
