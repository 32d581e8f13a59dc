/** What differs, for people: words that came stand underlined, words that went are struck out. */
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { call, type Reply } from '../../api/client.ts'
import { Failed, Loading } from '../../app/states.tsx'
import { useWords } from '../../app/words.tsx'
import { blockWords, fieldWords, partWords, valueWords } from './difference-words.ts'
import classes from './panels.module.css'

type Diff = Reply<'GET /api/v1/articles/:id/diff'>
type Field = Diff['fields'][number]
type Block = Diff['blocks'][number]
type Piece = Block['texts'][number]['pieces'][number]

export function Difference({ id, from, to }: { id: string; from: string; to: string }) {
  const { history } = useWords().story
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
  return (
    <div className={classes.diff}>
      {fields.map((field) => (
        <FieldDifference key={field.field} field={field} />
      ))}
      {blocks.map((block) => (
        <BlockDifference key={`${block.blockId} ${block.change}`} block={block} />
      ))}
    </div>
  )
}

function FieldDifference({ field: { field, texts, values } }: { field: Field }) {
  const { story } = useWords()
  // The one text of a field has its name already.
  const isOne = texts.length + values.length === 1
  return (
    <section className={classes.field}>
      <h3 className={classes.note}>{fieldWords(field, story)}</h3>
      <Texts texts={texts} isNamed={!isOne} />
      <Values values={values} isNamed={!isOne} />
    </section>
  )
}

/** Of a block that is new or gone, where it leads to; all else of it is said by its being there. */
const leading: ReadonlySet<string> = new Set(['url', 'href', 'sourceUrl'])

function BlockDifference({ block }: { block: Block }) {
  const { story } = useWords()
  const { change, isMoved, texts, values } = block
  const isWhole = change === 'inserted' || change === 'deleted'
  const shown = isWhole ? values.filter(({ part }) => leading.has(part)) : values
  const notes = notesOf(block, story)
  return (
    <div className={classes.block} data-change={change} data-moved={isMoved}>
      {notes.length > 0 && <span className={classes.note}>{notes.join(' · ')}</span>}
      <Texts texts={texts} isNamed />
      {change !== 'same' && <Values values={shown} isNamed />}
    </div>
  )
}

/** What its words do not say themselves. */
function notesOf({ change, isMoved, type }: Block, story: ReturnType<typeof useWords>['story']): string[] {
  const { history } = story
  const said: Partial<Record<Block['change'], string>> = {
    marked: history.marked,
    inserted: history.inserted,
    deleted: history.deleted,
  }
  const what = said[change]
  const kind = type === 'paragraph' ? [] : [blockWords(type, story)]
  return [...kind, ...(isMoved ? [history.moved] : []), ...(what === undefined ? [] : [what])]
}

function Texts({ texts, isNamed }: { texts: Block['texts']; isNamed: boolean }) {
  const { story } = useWords()
  return texts.map(({ part, pieces }) => {
    const name = isNamed ? partWords(part, story) : undefined
    return (
      <div key={part} className={classes.part}>
        {name !== undefined && <span className={classes.partName}>{name}</span>}
        <p dir="auto">
          {pieces.map((piece, index) => (
            <Words key={index} piece={piece} />
          ))}
        </p>
      </div>
    )
  })
}

function Words({ piece: { kind, words } }: { piece: Piece }) {
  if (kind === 'inserted') return <ins>{words}</ins>
  return kind === 'deleted' ? <del>{words}</del> : words
}

function Values({ values, isNamed }: { values: Block['values']; isNamed: boolean }) {
  const { story } = useWords()
  return values.map(({ part, from, to }) => {
    const name = isNamed ? partWords(part, story) : undefined
    return (
      <div key={part} className={classes.part}>
        {name !== undefined && <span className={classes.partName}>{name}</span>}
        <p dir="auto">
          <Change part={part} from={from} to={to} />
        </p>
      </div>
    )
  })
}

const isNone = (value: unknown) => value === null || value === ''

/** What it was and what it is; of what cannot be shown, that it is another one. */
function Change({ part, from, to }: Block['values'][number]) {
  const { story } = useWords()
  const { history } = story
  const [before, after] = [valueWords(part, from, story), valueWords(part, to, story)]
  if (before === undefined && after === undefined && !isNone(from) && !isNone(to)) return history.another
  return (
    <>
      {!isNone(from) && <del>{before ?? history.present}</del>}
      {!isNone(to) && <ins>{after ?? history.present}</ins>}
    </>
  )
}
