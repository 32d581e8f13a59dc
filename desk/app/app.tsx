import { DirectionProvider, MantineProvider } from '@mantine/core'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useMemo, useRef } from 'react'
import { Problem } from '../api/client.ts'
import { sessionQuery } from '../api/session.ts'
import { Paper, PaperZone } from './paper.ts'
import { deskRouter } from './router.tsx'
import { Failed, Loading } from './states.tsx'
import { colours, theme } from './theme.ts'
import { Speaking, useLanguage } from './words.tsx'

type Props = { nonce: string; paper: string; zone: string }

/** `paper`: the name of the publication; `zone`: of its clocks. */
export function App({ nonce, paper, zone }: Props) {
  const client = useMemo(openClient, [])
  return (
    <Paper value={paper}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={colours}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        <QueryClientProvider client={client}>
          <PaperZone value={zone}>
            <Entered client={client} />
          </PaperZone>
        </QueryClientProvider>
      </MantineProvider>
    </Paper>
  )
}

/** Nothing is drawn before it is known who is here: their language decides all words. */
function Entered({ client }: { client: QueryClient }) {
  const { data, error, refetch } = useQuery(sessionQuery)
  const own = useRef('')
  // Whoever is asked to sign in again reads on in their language, and nothing of the screen is drawn anew.
  if (data?.member) own.current = data.member.language
  const wanted = own.current || navigator.language
  return (
    <Speaking wanted={wanted}>
      <Directed>
        {data !== undefined && <Routed client={client} />}
        {data === undefined && error === null && <Loading />}
        {data === undefined && error !== null && <Failed error={error} retry={() => void refetch()} />}
      </Directed>
    </Speaking>
  )
}

function Directed({ children }: { children: React.ReactNode }) {
  const { dir } = useLanguage()
  return (
    <DirectionProvider key={dir} initialDirection={dir} detectDirection={false}>
      {children}
    </DirectionProvider>
  )
}

function Routed({ client }: { client: QueryClient }) {
  const router = useMemo(() => deskRouter(client), [client])
  return <RouterProvider router={router} />
}

function openClient(): QueryClient {
  const onError = (error: Error) => {
    // The session has ended elsewhere: whoever sits here is asked to sign in, where they are.
    if (error instanceof Problem && error.status === 401) void client.invalidateQueries(sessionQuery)
  }
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { retry: (count, error) => !(error instanceof Problem) && count < 3, staleTime: 5_000 },
    },
  })
  return client
}
