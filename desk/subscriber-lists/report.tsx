import { Button, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { csvLine } from '../../src/kit/csv-line.ts'
import { maxKeptLines } from '../../src/subscriptions/import/bounds.ts'
import { call } from '../api/client.ts'
import { saveText } from '../app/save-text.ts'
import { Section } from '../app/section.tsx'
import { FormFault } from '../app/states.tsx'
import { useLanguage, useWords, type DeskWords } from '../app/words.tsx'
import type { List, Report } from './list-queries.ts'
import classes from './lists.module.css'

type Props = { list: List; report: Report }

/** Who would come in, or came; and who not, for which reasons. */
export function ReportOf({ list: { id, state, fileName, consent }, report }: Props) {
  const { lists } = useWords()
  const { language } = useLanguage()
  const number = new Intl.NumberFormat(language)
  const isBefore = state === 'checked'
  const out = Object.values(report.refused).reduce((sum, count) => sum + count, 0)
  return (
    <Section title={isBefore ? lists.looked : lists.result} help={isBefore ? lists.lookedHelp : lists.resultHelp}>
      <p className={classes.figure}>{isBefore ? lists.wouldComeIn(report.added) : lists.cameIn(report.added)}</p>
      <dl className={classes.facts}>
        <dt>{lists.layout}</dt>
        <dd>{layoutWords(report.layout, lists)}</dd>
        <dt>{lists.encoding}</dt>
        <dd dir="ltr" className={classes.plain}>
          {report.encoding.toUpperCase()}
        </dd>
        <dt>{lists.lines}</dt>
        <dd>{number.format(report.lines)}</dd>
        {consent !== null && <dt>{lists.agreed}</dt>}
        {consent !== null && (
          <dd>
            <bdi>{consent}</bdi>
          </dd>
        )}
      </dl>
      {out > 0 && <Reasons report={report} out={out} />}
      {out > 0 && <Refused id={id} fileName={fileName} out={out} />}
    </Section>
  )
}

function layoutWords(layout: string, { layouts }: DeskWords['lists']): string {
  const known: Record<string, string> = layouts
  return known[layout] ?? layout
}

function reasonWords(reason: string, { reasons }: DeskWords['lists']): string {
  const known: Record<string, string> = reasons
  return known[reason] ?? reason
}

function Reasons({ report, out }: { report: Report; out: number }) {
  const { lists } = useWords()
  const { language } = useLanguage()
  const number = new Intl.NumberFormat(language)
  const reasons = Object.entries(report.refused).toSorted(([, one], [, other]) => other - one)
  return (
    <table className={classes.reasons}>
      <caption>{lists.stayOut(out)}</caption>
      <tbody>
        {reasons.map(([reason, count]) => (
          <tr key={reason}>
            <th scope="row">{reasonWords(reason, lists)}</th>
            <td>{number.format(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A file made here, so that it speaks the language of whoever reads it. */
function Refused({ id, fileName, out }: { id: string; fileName: string; out: number }) {
  const { lists } = useWords()
  const save = useMutation({
    mutationFn: async () => {
      const rows = [csvLine([lists.line, lists.reason])]
      for (let after: number | null = 0; after !== null;) {
        const query: { after: number; limit: number } = { after, limit: 500 }
        const page = await call('GET /api/v1/subscriber-imports/:id/refused', { params: { id }, query })
        rows.push(...page.lines.map(({ line, reason }) => csvLine([line, reasonWords(reason, lists)])))
        after = page.next
      }
      saveText(`${fileName.replace(/\.\w+$/u, '')}-${lists.refusedFile}.csv`, rows)
    },
  })
  return (
    <>
      <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
        {lists.refused}
      </Button>
      {out > maxKeptLines && <Text className={classes.soft}>{lists.refusedFirst(maxKeptLines)}</Text>}
      <FormFault error={save.error} />
    </>
  )
}
