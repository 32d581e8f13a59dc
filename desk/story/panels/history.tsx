/** Every version that was saved, what differs between two of them, and the way back. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call, type Reply } from '../../api/client.ts'
import { Empty, Failed, FormFault, Loading } from '../../app/states.tsx'
import { useLanguage, useWords } from '../../app/words.tsx'
import { whoWords } from '../../log/actor-words.ts'
import { Difference } from './difference.tsx'
import classes from './panels.module.css'
import { useStoryDeed, useStoryHead } from './story-head.ts'

type Version = Reply<'GET /api/v1/articles/:id/versions'>['versions'][number]

export function History({ id, mayWrite }: { id: string; mayWrite: boolean }) {
  const { history } = useWords().story
  const [compared, setCompared] = useState<Version>()
  const found = useQuery({
    queryKey: ['versions', id],
    queryFn: ({ signal }) => call('GET /api/v1/articles/:id/versions', { params: { id }, signal }),
    refetchInterval: 30_000,
  })
  if (found.isPending) return <Loading />
  if (found.isError) return <Failed error={found.error} retry={() => void found.refetch()} />
  const { versions } = found.data
  return (
    <Stack gap="md">
      <Reviews id={id} />
      {versions.length === 0 && <Empty title={history.none} />}
      <ol className={classes.versions}>
        {versions.map((version) => (
          <li key={version.number}>
            <Line version={version} />
            <Group gap="xs">
              <Button size="compact-sm" variant="default" onClick={() => setCompared(version)}>
                {history.compare}
              </Button>
              {mayWrite && <Restore id={id} version={version} />}
            </Group>
          </li>
        ))}
      </ol>
      {compared !== undefined && (
        <Compared id={id} version={compared} all={versions} close={() => setCompared(undefined)} />
      )}
    </Stack>
  )
}

function Line({ version }: { version: Version }) {
  const words = useWords()
  const { history } = words.story
  const { language } = useLanguage()
  const { number, savedAt, shownAt } = version
  const by = whoWords(version.by, words)
  const at = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <div>
      <b>{history.version(number)}</b> {shownAt === null ? history.saved : history.published}{' '}
      {at.format(shownAt ?? savedAt)}
      {` · ${by}`}
    </div>
  )
}

function Restore({ id, version }: { id: string; version: Version }) {
  const { history } = useWords().story
  const restore = useStoryDeed(id, () =>
    call('POST /api/v1/articles/:id/versions/:number/restore', {
      params: { id, number: String(version.number) },
    }),
  )
  return (
    <>
      <Button size="compact-sm" variant="subtle" loading={restore.isPending} onClick={() => restore.mutate(undefined)}>
        {history.restore}
      </Button>
      {restore.isSuccess && (
        <Text role="status" size="sm">
          {history.restored}
        </Text>
      )}
      <FormFault error={restore.error} />
    </>
  )
}

type ComparedProps = { id: string; version: Version; all: readonly Version[]; close: () => void }

/** With the working copy, or with the version before it. */
function Compared({ id, version, all, close }: ComparedProps) {
  const { history } = useWords().story
  const { app } = useWords()
  const before = all.find(({ number }) => number < version.number)
  const [withCopy, setWithCopy] = useState(true)
  const sides = withCopy
    ? { from: String(version.number), to: 'copy' as const }
    : { from: String(before?.number ?? version.number), to: String(version.number) }
  return (
    <Modal
      opened
      onClose={close}
      title={history.version(version.number)}
      size="xl"
      closeButtonProps={{ 'aria-label': app.close }}
    >
      <Stack gap="md">
        {before !== undefined && (
          <Group gap="xs">
            <Button variant={withCopy ? 'filled' : 'default'} onClick={() => setWithCopy(true)}>
              {history.sinceThen}
            </Button>
            <Button variant={withCopy ? 'default' : 'filled'} onClick={() => setWithCopy(false)}>
              {history.before}
            </Button>
          </Group>
        )}
        <Difference id={id} {...sides} />
      </Stack>
    </Modal>
  )
}

function Reviews({ id }: { id: string }) {
  const words = useWords()
  const { history } = words.story
  const { language } = useLanguage()
  const reviews = useStoryHead(id).data?.reviews ?? []
  if (reviews.length === 0) return null
  const at = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <ol className={classes.versions}>
      {reviews.map((review) => (
        <li key={review.at}>
          <div>
            <b>{history.verdicts[review.verdict]}</b> {whoWords(review.by, words)} · {at.format(review.at)}
          </div>
          {review.words !== '' && <p dir="auto">{review.words}</p>}
        </li>
      ))}
    </ol>
  )
}
