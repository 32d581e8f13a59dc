/** What differs, for people: words that came stand underlined, words that went are struck out. */
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { call, type Reply } from '../../api/client.ts'
import { Failed, Loading } from '../../app/states.tsx'
import { useWords } from '../../app/words.tsx'
import classes from './panels.module.css'

type Diff = Reply<'GET /api/v1/articles/:id/diff'>
type Block = Diff['blocks'][number]

export function Difference({ id, from, to }: { id: string; from: string; to: string }) {
  const { history, details, headline, kicker, standfirst } = useWords().story
  const found = useQuery({
    queryKey: ['diff', id, from, to],
    queryFn: ({ signal }) => call('GET /api/v1/articles/:id/diff', { params: { id }, query: { from, to }, signal }),
    staleTime: 0,
  })
  if (found.isPending) return <Loading />
  if (found.isError) return <Failed error={found.error} retry={() => void found.refetch()} />
  const { fields, blocks } = found.data
  if (fields.length === 0 && blocks.every(({ change, isMoved }) => change === 'same' && !isMoved))
    return <Text role="status">{history.same}</Text>
  const names: Record<string, unknown> = { ...details, headline, kicker, standfirst }
  return (
    <div className={classes.diff}>
      {fields.map(({ field, texts, values }) => (
        <div key={field}>
          <b>{typeof names[field] === 'string' ? names[field] : field}</b>
          <Texts texts={texts} />
          <Values values={values} />
        </div>
      ))}
      {blocks.map((block) => (
        <BlockDifference key={`${block.blockId} ${block.change}`} block={block} />
      ))}
    </div>
  )
}

function BlockDifference({ block }: { block: Block }) {
  const { history } = useWords().story
  const { change, isMoved, texts, values, type } = block
  return (
    <div className={classes.block} data-change={change}>
      {isMoved && <span className={classes.note}>{history.moved}</span>}
      {change === 'marked' && <span className={classes.note}>{history.marked}</span>}
      {texts.length === 0 && values.length === 0 && <span className={classes.note}>{type}</span>}
      <Texts texts={texts} />
      {change !== 'same' && <Values values={values} />}
    </div>
  )
}

function Texts({ texts }: { texts: Block['texts'] }) {
  return texts.map(({ part, pieces }) => (
    <p key={part} dir="auto">
      {pieces.map(({ kind, words }, index) =>
        kind === 'same' ? words : kind === 'inserted' ? <ins key={index}>{words}</ins> : <del key={index}>{words}</del>,
      )}
    </p>
  ))
}

function Values({ values }: { values: Block['values'] }) {
  const shown = (value: unknown) =>
    value === null || value === '' ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value)
  return values.map(({ part, from, to }) => (
    <p key={part}>
      {part}: <del>{shown(from)}</del> <ins>{shown(to)}</ins>
    </p>
  ))
}
