import { Button, Group, Stack, Text } from '@mantine/core'
import { CopyButton } from '../app/copy-button.tsx'
import { useTimes } from '../app/times.ts'
import { useWords } from '../app/words.tsx'
import classes from './staff.module.css'

type Props = { link: string; expiresAt: number; done: () => void }

/** A link that lets somebody in: shown once. */
export function OneLink({ link, expiresAt, done }: Props) {
  const { staff } = useWords()
  const times = useTimes()
  return (
    <Stack gap="md" role="status">
      <Text>{staff.linkHelp}</Text>
      <code className={classes.link} dir="ltr">
        {link}
      </code>
      <Text size="sm" c="dimmed">
        {staff.linkUntil(times.moment(expiresAt))}
      </Text>
      <Group justify="flex-end">
        <CopyButton text={link} label={staff.copy} done={staff.copied} />
        <Button onClick={done}>{staff.done}</Button>
      </Group>
    </Stack>
  )
}
