/** Chooses pictures or files: from this device, from a web address, or from what the paper has. */
import { Button, FileButton, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type DragEvent, type FormEvent } from 'react'
import { call } from '../api/client.ts'
import { mediumQuery, type Medium } from '../api/media.ts'
import { Empty, Failed, FormFault, Loading } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import classes from './media-chooser.module.css'
import { Uploads, useUploads } from './uploads.tsx'

export type ChooserKind = 'image' | 'audio' | 'file'
type Props = {
  kind: ChooserKind
  isOpen: boolean
  /** More than one can be chosen. */
  isMany?: boolean
  close: () => void
  choose: (media: Medium[]) => void
}

const accepts: Record<ChooserKind, string | undefined> = { image: 'image/*', audio: 'audio/*', file: undefined }

export function MediaChooser({ kind, isOpen, isMany = false, close, choose }: Props) {
  const { media, app } = useWords()
  return (
    <Modal
      opened={isOpen}
      stackId="media"
      onClose={close}
      title={media.titles[kind]}
      size="xl"
      closeButtonProps={{ 'aria-label': app.close }}
    >
      {isOpen && <Chooser kind={kind} isMany={isMany} choose={choose} />}
    </Modal>
  )
}

function Chooser({ kind, isMany, choose }: Pick<Props, 'kind' | 'choose'> & { isMany: boolean }) {
  const { media } = useWords()
  const [chosen, setChosen] = useState<Medium[]>([])
  const take = (medium: Medium) => {
    if (!isMany) return choose([medium])
    const isThere = chosen.some(({ id }) => id === medium.id)
    setChosen(isThere ? chosen.filter(({ id }) => id !== medium.id) : [...chosen, medium])
  }
  const uploads = useUploads()
  const bring = async (files: File[]) => {
    const brought = await uploads.bring(files)
    if (isMany) setChosen((before) => [...before, ...brought])
    else if (brought.length > 0) choose(brought)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    void bring([...event.dataTransfer.files])
  }
  return (
    <Stack gap="md" onDrop={drop} onDragOver={(event) => event.preventDefault()}>
      <Group align="end">
        <FileButton
          multiple={isMany}
          accept={accepts[kind]}
          onChange={(files) => void bring([files].flat().filter((file) => file !== null))}
        >
          {(props) => <Button {...props}>{media.fromDevice}</Button>}
        </FileButton>
        <FromAddress take={(medium) => take(medium)} />
      </Group>
      <Text size="sm" c="dimmed">
        {media.dropHere}
      </Text>
      <Uploads uploads={uploads} />
      <Library kind={kind} chosen={chosen} take={take} />
      {isMany && (
        <Button className={classes.done} disabled={chosen.length === 0} onClick={() => choose(chosen)}>
          {media.take(chosen.length)}
        </Button>
      )}
    </Stack>
  )
}

function FromAddress({ take }: { take: (medium: Medium) => void }) {
  const { media } = useWords()
  const client = useQueryClient()
  const [url, setUrl] = useState('')
  const bring = useMutation({
    mutationFn: async () => {
      const { id } = await call('POST /api/v1/media/from-address', { body: { url } })
      return client.fetchQuery({ ...mediumQuery(id), staleTime: 0 })
    },
    onSuccess: (medium) => {
      setUrl('')
      take(medium)
    },
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    bring.mutate()
  }
  return (
    <form onSubmit={send} className={classes.address}>
      <Group align="end" gap="xs" wrap="nowrap">
        <TextInput
          flex={1}
          label={media.fromAddress}
          type="url"
          required
          value={url}
          onChange={({ currentTarget }) => setUrl(currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={bring.isPending}>
          {media.fetch}
        </Button>
      </Group>
      <FormFault error={bring.error} />
    </form>
  )
}

type LibraryProps = { kind: ChooserKind; chosen: Medium[]; take: (medium: Medium) => void }

function Library({ kind, chosen, take }: LibraryProps) {
  const { media, stories } = useWords()
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed, 200)
  const found = useInfiniteQuery({
    queryKey: ['media', kind, search],
    queryFn: ({ pageParam, signal }) =>
      call('GET /api/v1/media', {
        query: { search, ...(kind !== 'file' && { kind }), after: pageParam, limit: 24 },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const shown = found.data?.pages.flatMap(({ media: page }) => page) ?? []
  return (
    <Stack gap="sm">
      <TextInput
        type="search"
        label={media.search}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {found.isPending && <Loading />}
      {found.error !== null && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.isSuccess && shown.length === 0 && <Empty title={media.none} />}
      <ul className={classes.grid}>
        {shown.map((medium) => (
          <li key={medium.id}>
            <button
              type="button"
              className={classes.medium}
              aria-pressed={chosen.some(({ id }) => id === medium.id)}
              onClick={() => take(medium)}
            >
              {medium.kind === 'image' && medium.src !== null ? (
                <img src={medium.src} alt={medium.alt || medium.fileName} loading="lazy" />
              ) : (
                <span className={classes.name}>{medium.fileName}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {stories.more}
        </Button>
      )}
    </Stack>
  )
}
