import { Title } from '@mantine/core'
import { useWords } from '../app/words.tsx'

export function Stories() {
  const { stories } = useWords()
  return <Title order={1}>{stories.title}</Title>
}
