/** How a list, a form or a page looks when it is empty, on its way, broken, or cut off. */
import { Button, Group, Loader, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Offline, Problem } from '../api/client.ts'
import { useWords, type DeskWords } from './words.tsx'

export function Loading() {
  const { app } = useWords()
  return (
    <Group justify="center" py="xl" role="status">
      <Loader size="sm" />
      <Text c="dimmed">{app.loading}</Text>
    </Group>
  )
}

type EmptyProps = { title: string; help?: string; children?: ReactNode }

export function Empty({ title, help, children }: EmptyProps) {
  return (
    <Stack align="center" gap="xs" py={48} ta="center">
      <Title order={2} size="h3">
        {title}
      </Title>
      {help !== undefined && <Text c="dimmed">{help}</Text>}
      {children}
    </Stack>
  )
}

/** In the server's words where it has some. */
export function Failed({ error, retry }: { error: Error; retry?: () => void }) {
  const { app } = useWords()
  const isOffline = error instanceof Offline
  return (
    <div role="alert">
      <Empty title={isOffline ? app.offline : app.failed} help={isOffline ? app.offlineHelp : faultWords(error, app)}>
        {retry !== undefined && (
          <Button variant="default" onClick={retry}>
            {app.retry}
          </Button>
        )}
      </Empty>
    </div>
  )
}

/** What was wrong with a form, announced when it comes. */
export function FormFault({ error }: { error: Error | null }) {
  const { app } = useWords()
  const words = error === null ? '' : faultWords(error, app)
  if (words === '') return null
  return (
    <Text role="alert" c="var(--fault)" fw={550}>
      {words}
    </Text>
  )
}

/** In our own words where there are some; what only the server knows, it says itself. */
function faultWords(error: Error, app: DeskWords['app']): string {
  if (error instanceof Offline) return `${app.offline} ${app.offlineHelp}`
  if (!(error instanceof Problem)) return error.message
  const { status, code, retryAfter } = error
  // They are asked to sign in, over all this.
  if (status === 401) return ''
  if (status === 429 && retryAfter !== undefined)
    return retryAfter < 90 ? app.waitSeconds(retryAfter) : app.waitMinutes(Math.ceil(retryAfter / 60))
  if (code === 'sign-in-again') return app.signInFirst
  return status === 403 ? app.forbidden : error.message
}

/** What a role does not include. */
export function Forbidden() {
  const { app } = useWords()
  return <Empty title={app.forbidden} />
}
