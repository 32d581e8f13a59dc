import { useWords } from '../app/words.tsx'

/** "story 12" for `article:12`; what is not known stays as it is. */
export function useSubjectWords(): (subject: string) => string {
  const { log, digests } = useWords()
  const subjects: Record<string, (id: string) => string> = log.subjects
  const paces: Record<string, string> = digests.paces
  return (subject) => {
    const [kind = '', id = ''] = subject.split(/:(.*)/u)
    if (kind === 'digest') return paces[id] ?? subject
    return id === '' ? subject : (subjects[kind]?.(id) ?? subject)
  }
}
