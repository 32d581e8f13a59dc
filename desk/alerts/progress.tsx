/** How far an alert and its corrections have come, while they go out and afterwards. */
import { Table } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { sendingsQuery, type Alert, type DeliveryState, type Sending } from '../api/alerts.ts'
import { Section } from '../app/section.tsx'
import { Failed, Loading } from '../app/states.tsx'
import { useLanguage, useWords } from '../app/words.tsx'
import { usePauseWords } from '../refusals/pause-words.ts'
import classes from './alerts.module.css'
import { Brakes } from './brakes.tsx'
import { People } from './people.tsx'

/** In the order in which a message goes through them; the ends after that. */
const states = [
  ...(['planned', 'handing', 'accepted', 'uncertain', 'failed'] as const),
  ...(['bounced', 'suppressed', 'folded', 'cancelled'] as const),
] satisfies DeliveryState[]

export function Progress({ alert }: { alert: Alert }) {
  const { alerts } = useWords()
  const { data, error, refetch } = useQuery(sendingsQuery(alert.id))
  if (data === undefined) return error === null ? <Loading /> : <Failed error={error} retry={() => void refetch()} />
  if (data.sendings.length === 0) return <p role="status">{alerts.preparing}</p>
  // What was said last stands first.
  return data.sendings.toReversed().map((sending) => <Came key={sending.id} alert={alert} sending={sending} />)
}

function Came({ alert, sending }: { alert: Alert; sending: Sending }) {
  const { alerts } = useWords()
  const { kind, state } = sending
  const paused = usePauseWords()(sending)
  return (
    <Section title={alerts.sendingKinds[kind]} help={alerts.progress}>
      <p role="status" className={classes.sendingState} data-state={state}>
        {alerts.sendingStates[state]}
        {paused !== null && <span className={classes.why}> {alerts.pausedBecause(paused)}</span>}
      </p>
      <Counts sending={sending} />
      <Minutes sending={sending} />
      <Brakes alert={alert} sending={sending} />
      <People alert={alert} sending={sending} />
    </Section>
  )
}

function Counts({ sending: { counts, audience, kind } }: { sending: Sending }) {
  const { alerts } = useWords()
  const { language } = useLanguage()
  const number = new Intl.NumberFormat(language)
  const of = (state: DeliveryState, channel?: 'email' | 'push') =>
    counts
      .filter((one) => one.state === state && (channel === undefined || one.channel === channel))
      .reduce((sum, { count }) => sum + count, 0)
  const shown = states.filter((state) => state === 'accepted' || of(state) > 0)
  return (
    <Table className={classes.counts} aria-label={alerts.sendingKinds[kind]}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{alerts.deliveryState}</Table.Th>
          <Table.Th scope="col">{alerts.push}</Table.Th>
          <Table.Th scope="col">{alerts.email}</Table.Th>
          <Table.Th scope="col">{alerts.total}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {shown.map((state) => (
          <Table.Tr key={state} data-state={state}>
            <Table.Th scope="row">{alerts.deliveryStates[state]}</Table.Th>
            <Table.Td>{number.format(of(state, 'push'))}</Table.Td>
            <Table.Td>{number.format(of(state, 'email'))}</Table.Td>
            <Table.Td>{number.format(of(state))}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr>
          <Table.Th scope="row">{alerts.audience}</Table.Th>
          <Table.Td />
          <Table.Td />
          <Table.Td>{number.format(audience)}</Table.Td>
        </Table.Tr>
      </Table.Tfoot>
    </Table>
  )
}

/** So many bars fit on a phone. */
const mostBars = 60

/** What each minute saw handed over: the height of its bar. */
function Minutes({ sending: { minutes } }: { sending: Sending }) {
  const { alerts } = useWords()
  const { language } = useLanguage()
  const number = new Intl.NumberFormat(language)
  if (minutes.length === 0) return null
  const most = Math.max(1, ...minutes.map(({ handed }) => handed))
  return (
    <figure className={classes.minutes}>
      <div className={classes.bars} aria-hidden>
        {minutes.slice(-mostBars).map(({ minute, handed }) => (
          <span key={minute} style={{ blockSize: `${Math.max(4, (handed / most) * 100)}%` }} />
        ))}
      </div>
      <figcaption className={classes.soft}>{alerts.perMinute(number.format(most))}</figcaption>
    </figure>
  )
}
