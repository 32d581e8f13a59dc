/** What the preflight has found: each leads to its place. */
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { useLanguage, useWords } from '../../app/words.tsx'
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

type Props = { findings: readonly Finding[]; jumpTo: (place: { blockId?: string; field?: string }) => void }

export function Findings({ findings, jumpTo }: Props) {
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
            finding.words
          ) : (
            <button type="button" className={classes.jump} onClick={() => jumpTo(finding)}>
              {finding.words}
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}
