/** What a member changes for themself: who they are here, and how they come in. */
import { Title } from '@mantine/core'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { call, type Reply } from '../api/client.ts'
import { Failed, Loading } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import classes from './account.module.css'
import { Codes } from './codes.tsx'
import { Passkeys } from './passkeys.tsx'
import { Password } from './password.tsx'
import { Profile } from './profile.tsx'
import { Sessions } from './sessions.tsx'

export type OwnAccount = Reply<'GET /api/v1/me'>

const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: ({ signal }) => call('GET /api/v1/me', { signal }),
})

/** After a change: what stands here is asked for again. */
export function useFreshAccount(): () => Promise<void> {
  const client = useQueryClient()
  return () => client.invalidateQueries(accountQuery)
}

export function Account() {
  const words = useWords().account
  const { data, error, refetch } = useQuery(accountQuery)
  return (
    <div className={classes.screen}>
      <Title order={1} className={classes.title}>
        {words.title}
      </Title>
      {data === undefined && error === null && <Loading />}
      {data === undefined && error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data !== undefined && (
        <>
          <Profile key={data.member.id} member={data.member} />
          <Passkeys account={data} />
          <Password account={data} />
          <Codes account={data} />
          <Sessions sessions={data.sessions} />
        </>
      )}
    </div>
  )
}
