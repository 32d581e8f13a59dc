import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useSession } from '../api/session.ts'
import { staffQuery } from '../api/staff.ts'
import { useWords } from '../app/words.tsx'
import { readLogFilter, type LogFilter } from './filter.ts'
import classes from './log.module.css'

/** What is chosen from; the first parts of deeds and actors. */
const kinds = [
  ...(['article', 'alert', 'sending', 'subscriber', 'media', 'poll', 'comment'] as const),
  ...(['topic', 'person', 'member', 'session'] as const),
  ...(['passkey', 'password', 'totp', 'token', 'settings', 'secret', 'address', 'reader'] as const),
]
const actors = ['staff', 'operator', 'token', 'system', 'rule', 'reader'] as const

export function Filters({ filter }: { filter: LogFilter }) {
  const { log } = useWords()
  const navigate = useNavigate()
  const mayManage = useSession()?.acts.includes('staff.manage') ?? false
  const { data } = useQuery({ ...staffQuery, enabled: mayManage })
  const set = (name: keyof LogFilter) => ({
    value: filter[name] ?? '',
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      void navigate({ to: '/log', search: readLogFilter({ ...filter, [name]: value }), replace: true }),
  })
  const members = (data?.members ?? []).map(({ id, name }) => ({ value: `staff:${id}`, label: name }))
  const who = withChosen(
    [...actors.map((kind) => ({ value: kind as string, label: log.actors[kind] })), ...members],
    filter.who,
  )
  const what = withChosen(
    kinds.map((kind) => ({ value: kind as string, label: log.kinds[kind] })),
    filter.what,
  )
  return (
    <div className={classes.filters} role="search">
      <NativeSelect label={log.who} data={[{ value: '', label: log.anybody }, ...who]} {...set('who')} />
      <NativeSelect label={log.what} data={[{ value: '', label: log.anything }, ...what]} {...set('what')} />
      <TextInput type="date" label={log.since} {...set('since')} />
      <TextInput type="date" label={log.until} {...set('until')} />
    </div>
  )
}

type Choice = { value: string; label: string }

/** What an address asks for stands among the choices, whatever it is. */
function withChosen(choices: Choice[], chosen: string | undefined): Choice[] {
  const isThere = chosen === undefined || choices.some(({ value }) => value === chosen)
  return isThere ? choices : [...choices, { value: chosen, label: chosen }]
}
