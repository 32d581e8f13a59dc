import { Button, FileButton, Group, Progress, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState, type DragEvent } from 'react'
import { maxListBytes } from '../../src/subscriptions/import/bounds.ts'
import { Problem } from '../api/client.ts'
import { sendFile } from '../api/send-file.ts'
import { FormFault } from '../app/states.tsx'
import { useLanguage, useWords } from '../app/words.tsx'
import classes from './lists.module.css'

/** A file on its way in; once it is there, its own screen says what is in it. */
export function SendList() {
  const { lists, app } = useWords()
  const { send, share, stop } = useSending()
  const size = useSizeWords()
  const file = send.variables
  const take = (chosen: File | null | undefined) => chosen && send.mutate(chosen)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    if (!send.isPending) take(event.dataTransfer.files[0])
  }
  return (
    <Stack gap="sm" className={classes.box} onDrop={drop} onDragOver={(event) => event.preventDefault()}>
      {send.isPending ? (
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
      {send.isPending && <Progress value={share * 100} aria-label={lists.uploading(file?.name ?? '')} />}
      <Text className={classes.soft}>{lists.drop(size(maxListBytes))}</Text>
      <Text className={classes.soft}>{lists.known}</Text>
      <FormFault error={send.error?.name === 'AbortError' ? null : send.error} />
    </Stack>
  )
}

function useSending() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [share, setShare] = useState(0)
  const stopping = useRef<AbortController>(undefined)
  const send = useMutation({
    mutationFn: async (file: File) => {
      // The server would say so, too, after all of it has gone there.
      if (file.size === 0) throw refused('file-empty')
      if (file.size > maxListBytes) throw refused('file-too-large')
      setShare(0)
      stopping.current = new AbortController()
      const { signal } = stopping.current
      const query = { name: file.name }
      return sendFile('POST /api/v1/subscriber-imports', { query, file, progress: setShare, signal })
    },
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['subscriber-lists'] })
      await navigate({ to: '/subscribers/lists/$id', params: { id } })
    },
  })
  return { send, share, stop: () => stopping.current?.abort() }
}

function refused(code: 'file-empty' | 'file-too-large'): Problem {
  return new Problem(422, code, { code })
}

function useSizeWords(): (bytes: number) => string {
  const { language } = useLanguage()
  const format = new Intl.NumberFormat(language, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 })
  return (bytes) => format.format(bytes / 1_000_000)
}
