import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { useWords } from '../app/words.tsx'

export type Person = { id: number; name: string }
/** `label`: in place of the words for a byline. */
type Props = {
  label?: string
  placeholder?: string
  person: Person | undefined
  set: (person: Person | undefined) => void
}

/** Who somebody is in bylines: found by typing. */
export function PersonPicker({ label, placeholder, person, set }: Props) {
  const { staff } = useWords()
  const [typed, setTyped] = useState(person?.name ?? '')
  const [search] = useDebouncedValue(typed, 150)
  const { data } = useQuery({
    queryKey: ['people', search],
    queryFn: ({ signal }) => call('GET /api/v1/people', { query: { search }, signal }),
  })
  const found = data?.people ?? []
  const people = person === undefined || found.some(({ id }) => id === person.id) ? found : [person, ...found]
  return (
    <Select
      label={label ?? staff.person}
      description={label === undefined ? staff.personHelp : undefined}
      placeholder={placeholder}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': staff.clearPerson, tabIndex: 0 }}
      searchValue={typed}
      onSearchChange={setTyped}
      value={person === undefined ? null : String(person.id)}
      data={people.map(({ id, name }) => ({ value: String(id), label: name }))}
      // The server has searched.
      filter={({ options }) => options}
      nothingFoundMessage={staff.noPerson}
      onChange={(value, option) => set(value === null ? undefined : { id: Number(value), name: option?.label ?? '' })}
    />
  )
}
