import { Button, FileButton, Group, Progress, Stack, Text } from '@mantine/core'
import { skipToken, useMutation, useMutationState, useQuery, useQueryClient } from '@tanstack/react-query'
import type { MutationState } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { DragEvent } from 'react'
import { maxListBytes } from '../../src/subscriptions/import/bounds.ts'
import { Problem, type Reply } from '../api/client.ts'
import { sendFile } from '../api/send-file.ts'
import { FormFault } from '../app/states.tsx'
import { useLanguage, useWords } from '../app/words.tsx'
import classes from './lists.module.css'

/**
 * A file on its way in; once it is there, its own screen says what is in it. It goes on when this is left, and whoever
 * comes back sees how far it is.
 */
export function SendList() {
  const { lists, app } = useWords()
  const { file, isPending, error, share, begin, stop } = useSending()
  const size = useSizeWords()
  const take = (chosen: File | null | undefined) => chosen && begin(chosen)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    if (!isPending) take(event.dataTransfer.files[0])
  }
  return (
    <Stack gap="sm" className={classes.box} onDrop={drop} onDragOver={(event) => event.preventDefault()}>
      {isPending ? (
        <Group wrap="nowrap" justify="space-between" role="status">
          <Text className={classes.name}>{lists.uploading(`\u2068${file?.name ?? ''}\u2069`)}</Text>
          <Button variant="default" size="xs" onClick={stop}>
            {app.cancel}
          </Button>
        </Group>
      ) : (
        <FileButton accept=".csv,.tsv,.txt,text/csv" onChange={take} inputProps={{ 'aria-label': lists.choose }}>
          {(props) => (
            <Button {...props} className={classes.choose}>
              {lists.choose}
            </Button>
          )}
        </FileButton>
      )}
      {isPending && <Progress value={share * 100} aria-label={lists.uploading(file?.name ?? '')} />}
      <Text className={classes.soft}>{lists.drop(size(maxListBytes))}</Text>
      <Text className={classes.soft}>{lists.known}</Text>
      <FormFault error={error?.name === 'AbortError' ? null : error} />
    </Stack>
  )
}

type Sent = MutationState<Reply<'POST /api/v1/subscriber-imports'>, Error, File>

const mutationKey = ['send-list']
const shareKey = ['send-list', 'share']
/** Of the one that is on its way. */
let stopping: AbortController | undefined

function useSending() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const { data: share = 0 } = useQuery<number>({ queryKey: shareKey, queryFn: skipToken, staleTime: Infinity })
  const progress = (now: number) => client.setQueryData(shareKey, now)
  const send = useMutation({
    mutationKey,
    mutationFn: async (file: File) => {
      // The server would say so, too, after all of it has gone there.
      if (file.size === 0) throw refused('file-empty')
      if (file.size > maxListBytes) throw refused('file-too-large')
      progress(0)
      stopping = new AbortController()
      const { signal } = stopping
      const query = { name: file.name }
      return sendFile('POST /api/v1/subscriber-imports', { query, file, progress, signal })
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['subscriber-lists'] }),
  })
  // Whoever has gone elsewhere meanwhile is left there: these are called only while this is shown.
  const begin = (file: File) =>
    send.mutate(file, { onSuccess: ({ id }) => void navigate({ to: '/subscribers/lists/$id', params: { id } }) })
  const last = useMutationState({ filters: { mutationKey }, select: ({ state }) => state as Sent }).at(-1)
  const isPending = last?.status === 'pending'
  return { file: last?.variables, isPending, error: last?.error ?? null, share, begin, stop: () => stopping?.abort() }
}

function refused(code: 'file-empty' | 'file-too-large'): Problem {
  return new Problem(422, code, { code })
}

function useSizeWords(): (bytes: number) => string {
  const { language } = useLanguage()
  const format = new Intl.NumberFormat(language, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 })
  return (bytes) => format.format(bytes / 1_000_000)
}
