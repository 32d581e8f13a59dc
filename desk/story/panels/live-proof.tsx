import { Anchor, Button, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useWords } from '../../app/words.tsx'

/** "Live" is said when the page was fetched as a reader would, past this browser's cache, and is there. */
export function LiveProof({ path, close }: { path: string; close: () => void }) {
  const { publish } = useWords().story
  const { app } = useWords()
  const page = useQuery({
    queryKey: ['live', path],
    queryFn: async ({ signal }) => {
      const answer = await fetch(path, { cache: 'no-store', credentials: 'omit', signal })
      if (!answer.ok) throw new Error(String(answer.status))
      return true
    },
    retry: 10,
    retryDelay: 300,
    gcTime: 0,
  })
  return (
    <Stack align="start">
      <Text role="status" fw={600}>
        {page.isSuccess ? publish.isLive : page.isError ? publish.notSeenYet : publish.looking}
      </Text>
      <Anchor href={path} target="_blank" rel="noopener">
        {publish.seeLive}
      </Anchor>
      <Button variant="default" onClick={close}>
        {app.close}
      </Button>
    </Stack>
  )
}
