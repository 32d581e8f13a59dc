/** Files on their way in: each with its progress, and a way to stop it; what was refused stays with the reason. */
import { Button, Group, Progress, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { mediumQuery, type Medium } from '../api/media.ts'
import { useFaultWords } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import classes from './media-chooser.module.css'
import { upload } from './upload.ts'

type Coming = { key: string; name: string; share: number; fault?: string; stop: () => void }
export type UploadState = {
  coming: Coming[]
  /** Those that are here at the end, in the order in which they were given. */
  bring: (files: readonly File[]) => Promise<Medium[]>
  /** Shows that this is under way, and why it failed, if it does. */
  follow: <T>(name: string, work: () => Promise<T>) => Promise<T>
  forget: (key: string) => void
}

export function useUploads(): UploadState {
  const client = useQueryClient()
  const faultWords = useFaultWords()
  const [coming, setComing] = useState<Coming[]>([])
  const change = (key: string, part: Partial<Coming>) =>
    setComing((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)))
  const forget = (key: string) => setComing((all) => all.filter((one) => one.key !== key))
  const bringOne = async (file: File): Promise<Medium | undefined> => {
    const [key, stopping] = [crypto.randomUUID(), new AbortController()]
    setComing((all) => [...all, { key, name: file.name, share: 0, stop: () => stopping.abort() }])
    try {
      const { id } = await upload(file, (share) => change(key, { share }), stopping.signal)
      const medium = await client.fetchQuery({ ...mediumQuery(id), staleTime: 0 })
      forget(key)
      return medium
    } catch (error) {
      if (stopping.signal.aborted) forget(key)
      else change(key, { fault: error instanceof Error ? faultWords(error) : String(error) })
      return undefined
    }
  }
  const bring = async (files: readonly File[]) => {
    const brought = await Promise.all(files.map(bringOne))
    void client.invalidateQueries({ queryKey: ['media'] })
    return brought.filter((medium) => medium !== undefined)
  }
  const follow = async <T,>(name: string, work: () => Promise<T>): Promise<T> => {
    const key = crypto.randomUUID()
    setComing((all) => [...all, { key, name, share: 1, stop: () => forget(key) }])
    try {
      const done = await work()
      forget(key)
      return done
    } catch (error) {
      change(key, { fault: error instanceof Error ? faultWords(error) : String(error) })
      throw error
    }
  }
  return { coming, bring, follow, forget }
}

export function Uploads({ uploads: { coming, forget } }: { uploads: UploadState }) {
  const { media, app } = useWords()
  if (coming.length === 0) return null
  return (
    <ul className={classes.uploads} aria-live="polite">
      {coming.map(({ key, name, share, fault, stop }) => (
        <li key={key}>
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm" truncate dir="auto">
              {name}
            </Text>
            <Button size="compact-xs" variant="subtle" onClick={() => (fault === undefined ? stop() : forget(key))}>
              {fault === undefined ? app.cancel : app.close}
            </Button>
          </Group>
          {fault === undefined ? (
            <Progress value={share * 100} size="sm" aria-label={share < 1 ? media.uploading : media.lookingAt} />
          ) : (
            <Text role="alert" size="sm" c="var(--fault)">
              {fault}
            </Text>
          )}
        </li>
      ))}
    </ul>
  )
}
