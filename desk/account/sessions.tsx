import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { Section } from '../app/section.tsx'
import { FormFault } from '../app/states.tsx'
import { useTimes } from '../app/times.ts'
import { useWords } from '../app/words.tsx'
import classes from './account.module.css'
import { useFreshAccount, type OwnAccount } from './account.tsx'

type Session = OwnAccount['sessions'][number]

export function Sessions({ sessions }: { sessions: readonly Session[] }) {
  const { account } = useWords()
  const refresh = useFreshAccount()
  const end = useMutation({
    mutationFn: (id: string) => call('DELETE /api/v1/me/sessions/:id', { params: { id } }),
    onSuccess: refresh,
  })
  return (
    <Section title={account.sessions} help={account.sessionsHelp}>
      <ul className={classes.list}>
        {sessions.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            isEnding={end.isPending && end.variables === session.id}
            end={() => end.mutate(session.id)}
          />
        ))}
      </ul>
      <FormFault error={end.error} />
    </Section>
  )
}

type RowProps = { session: Session; isEnding: boolean; end: () => void }

function SessionRow({ session, isEnding, end }: RowProps) {
  const { account } = useWords()
  const times = useTimes()
  const device = session.device || account.unknownDevice
  const ways: Record<string, string> = account.waysIn
  const opened = [account.openedAt(times.moment(session.createdAt)), ways[session.way] ?? session.way].join(' ')
  const facts = [account.lastUsed(times.ago(session.usedAt)), opened]
  if (session.network !== '') facts.push(account.fromNetwork(session.network))
  return (
    <li className={classes.row}>
      <div>
        <div className={classes.name}>{device}</div>
        <div className={classes.facts}>{facts.join(' · ')}</div>
      </div>
      {session.isThis ? (
        <span className={classes.note}>{account.thisBrowser}</span>
      ) : (
        <Button variant="default" size="xs" loading={isEnding} aria-label={account.endNamed(device)} onClick={end}>
          {account.end}
        </Button>
      )}
    </li>
  )
}
