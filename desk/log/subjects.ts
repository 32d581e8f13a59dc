import { useWords } from '../app/words.tsx'

/** "story 12" for `article:12`; what is not known stays as it is. */
export function useSubjectWords(): (subject: string) => string {
  const subjects: Record<string, (id: string) => string> = useWords().log.subjects
  return (subject) => {
    const [kind = '', id = ''] = subject.split(/:(.*)/u)
    return id === '' ? subject : (subjects[kind]?.(id) ?? subject)
  }
}
