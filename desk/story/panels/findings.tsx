/** What the preflight has found: each leads to its place. */
import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { useLanguage, useWords } from '../../app/words.tsx'
import { mendOf } from './mend.ts'
import classes from './panels.module.css'
import type { Finding } from './story-head.ts'

/** Asked again every few seconds, since others write too. */
export function usePreflight(id: string, isOpen = true) {
  const { language } = useLanguage()
  return useQuery({
    queryKey: ['preflight', id, language],
    queryFn: ({ signal }) =>
      call('GET /api/v1/articles/:id/preflight', { params: { id }, query: { language }, signal }),
    enabled: isOpen,
    staleTime: 0,
    refetchInterval: 4_000,
  })
}

type Props = {
  findings: readonly Finding[]
  jumpTo: (place: { blockId?: string; field?: string }) => void
  /** Puts it right; left out where nothing may be written. */
  mend?: (finding: Finding) => void
}

export function Findings({ findings, jumpTo, mend }: Props) {
  const { publish } = useWords().story
  if (findings.length === 0) return <Text role="status">{publish.nothingFound}</Text>
  return (
    <ul className={classes.findings} aria-label={publish.found}>
      {findings.map((finding, index) => (
        <li key={`${finding.rule} ${finding.blockId ?? finding.field ?? ''} ${index}`} data-severity={finding.severity}>
          <span className={classes.severity}>
            {finding.severity === 'blocking' ? publish.blocking : publish.warning}
          </span>
          {finding.blockId === undefined && finding.field === undefined ? (
            <span>{finding.words}</span>
          ) : (
            <button type="button" className={classes.jump} onClick={() => jumpTo(finding)}>
              {finding.words}
            </button>
          )}
          {mend !== undefined && <MendButton finding={finding} mend={mend} />}
        </li>
      ))}
    </ul>
  )
}

function MendButton({ finding, mend }: { finding: Finding; mend: (finding: Finding) => void }) {
  const { publish } = useWords().story
  const kind = mendOf(finding)
  if (kind === undefined) return null
  return (
    <Button size="compact-xs" variant="default" onClick={() => mend(finding)}>
      {publish.mends[kind]}
    </Button>
  )
}
