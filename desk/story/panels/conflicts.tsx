/** What somebody changed outside the desk where the newsroom had changed the same: their words, to be seen to. */
import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Editor } from '@tiptap/react'
import { call } from '../../api/client.ts'
import { CopyButton } from '../../app/copy-button.tsx'
import { FormFault } from '../../app/states.tsx'
import { useWords, type DeskWords } from '../../app/words.tsx'
import type { WorkingCopy } from '../working-copy.ts'
import classes from './panels.module.css'
import { mayPutIn, putIn, type Conflict } from './put-in.ts'

type Props = { copy: WorkingCopy; editor: Editor; jumpTo: (place: { blockId?: string; field?: string }) => void }

/** Asked again when the server says that it has merged something. */
export function Conflicts({ copy, editor, jumpTo }: Props) {
  const { conflicts } = useWords().story
  const id = copy.articleId
  const found = useQuery({
    queryKey: ['conflicts', id],
    queryFn: ({ signal }) => call('GET /api/v1/articles/:id/conflicts', { params: { id }, signal }),
    refetchInterval: 60_000,
  })
  const list = found.data?.conflicts ?? []
  if (list.length === 0) return null
  return (
    <section className={classes.conflicts} aria-label={conflicts.title}>
      <Text role="status" fw={650}>
        {conflicts.title}
      </Text>
      <ul className={classes.findings}>
        {list.map((conflict) => (
          <One key={conflict.id} conflict={conflict} copy={copy} editor={editor} jumpTo={jumpTo} />
        ))}
      </ul>
    </section>
  )
}

function One({ conflict, copy, editor, jumpTo }: Props & { conflict: Conflict }) {
  const { story } = useWords()
  const { conflicts } = story
  const client = useQueryClient()
  const { articleId: id, mayWrite } = copy
  const dismiss = useMutation({
    mutationFn: () =>
      call('DELETE /api/v1/articles/:id/conflicts/:conflict', { params: { id, conflict: String(conflict.id) } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['conflicts', id] }),
  })
  const { blockId, field, said } = conflict
  const place = blockId === null ? { field } : { blockId }
  return (
    <li>
      <Stack gap={6}>
        <div>
          <button type="button" className={classes.jump} onClick={() => jumpTo(place)}>
            {placeOf(conflict, story)}
          </button>{' '}
          {conflicts.says[conflict.conflict]}
        </div>
        {said !== '' && (
          <Text dir="auto" className={classes.theirs}>
            {said}
          </Text>
        )}
        <Group gap="xs">
          {mayWrite && mayPutIn(editor, conflict) && (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                putIn(editor, copy, conflict)
                dismiss.mutate()
              }}
            >
              {conflicts.putIn}
            </Button>
          )}
          {said !== '' && (
            <CopyButton size="compact-sm" text={said} label={conflicts.copy} done={story.preview.copied} />
          )}
          {mayWrite && (
            <Button size="compact-sm" variant="subtle" loading={dismiss.isPending} onClick={() => dismiss.mutate()}>
              {conflicts.dismiss}
            </Button>
          )}
        </Group>
        <FormFault error={dismiss.error} />
      </Stack>
    </li>
  )
}

/** As the desk calls the field or block. */
function placeOf({ blockId, field }: Conflict, { details, fields, blocks, conflicts, ...heads }: DeskWords['story']) {
  const known: Record<string, unknown> =
    blockId === null
      ? { ...details, headline: heads.headline, kicker: heads.kicker, standfirst: heads.standfirst }
      : { ...fields, ...blocks }
  const name = known[field]
  return typeof name === 'string' ? name : conflicts.text
}
