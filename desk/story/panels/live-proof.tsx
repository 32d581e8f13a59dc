import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { SendAlert } from '../../alerts/send-alert.tsx'
import { useWords } from '../../app/words.tsx'

type Props = { article: string; path: string; close: () => void }

/** "Live" is said when the page was fetched as a reader would, past this browser's cache, and is there. */
export function LiveProof({ article, path, close }: Props) {
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
      <Group>
        <Button variant="default" onClick={close}>
          {app.close}
        </Button>
        <SendAlert article={article} />
      </Group>
    </Stack>
  )
}
