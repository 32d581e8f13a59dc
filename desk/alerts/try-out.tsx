import { Button, Text } from '@mantine/core'
import { useAlertDeed, type Alert } from '../api/alerts.ts'
import { call } from '../api/client.ts'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import classes from './alerts.module.css'

type Props = { alert: Alert; isReady?: boolean }

/** Its mail as it would arrive, to whoever sits here. `isReady`: what was typed is on the server. */
export function TryOut({ alert: { id, revision }, isReady = true }: Props) {
  const { alerts } = useWords()
  const test = useAlertDeed(id, async () => ({
    ...(await call('POST /api/v1/alerts/:id/test', { params: { id } })),
    revision,
  }))
  // Of other words than these it says nothing.
  const sent = test.data?.revision === revision ? test.data : undefined
  return (
    <section aria-labelledby="try-out">
      <h2 id="try-out">{alerts.tryOut}</h2>
      <p className={classes.soft}>{alerts.tryOutHelp}</p>
      <Button variant="default" disabled={!isReady} loading={test.isPending} onClick={() => test.mutate(undefined)}>
        {alerts.tryOutSend}
      </Button>
      <Text role="status" mt="xs">
        {sent !== undefined && alerts.tryOutSent(`\u2068${sent.to}\u2069`)}
      </Text>
      <FormFault error={test.error} />
    </section>
  )
}
