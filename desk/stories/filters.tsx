/** Narrows the list of stories. What is set stands in the address. */
import { Checkbox, Group, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import { call } from '../api/client.ts'
import { useWords } from '../app/words.tsx'
import { PersonPicker } from '../staff/person-picker.tsx'
import { readFilter, type Filter } from './filter.ts'
import { SavedFilters } from './saved-filters.tsx'
import classes from './stories.module.css'

const states = ['draft', 'pending', 'ready', 'scheduled', 'published', 'withdrawn', 'trashed'] as const

export function Filters({ filter }: { filter: Filter }) {
  const { stories } = useWords()
  const navigate = useNavigate()
  const [search, setSearch] = useState(filter.search ?? '')
  const set = (change: Partial<Record<keyof Filter, unknown>>) =>
    void navigate({ to: '/', search: clean({ ...filter, ...change }), replace: true })
  const searchSoon = useDebouncedCallback((words: string) => set({ search: words }), 250)
  const topics = useQuery({ queryKey: ['topics'], queryFn: ({ signal }) => call('GET /api/v1/topics', { signal }) })
  const author = useQuery({
    queryKey: ['person', filter.author],
    queryFn: () => call('GET /api/v1/people/:id', { params: { id: String(filter.author) } }),
    enabled: filter.author !== undefined,
    staleTime: Infinity,
  })
  // What finds people measures the whole page before it is drawn: the list comes first.
  const isDrawn = useDeferredValue(true, false)
  return (
    <Group align="end" gap="sm" role="search" className={classes.filters}>
      <TextInput
        id="search"
        type="search"
        label={stories.search}
        value={search}
        onChange={({ currentTarget }) => {
          setSearch(currentTarget.value)
          searchSoon(currentTarget.value)
        }}
        className={classes.search}
      />
      <NativeSelect
        label={stories.state}
        value={filter.state ?? ''}
        data={[
          { value: '', label: stories.anyState },
          ...states.map((value) => ({ value, label: stories.states[value] })),
        ]}
        onChange={({ currentTarget }) => set({ state: currentTarget.value })}
      />
      <NativeSelect
        label={stories.topic}
        value={String(filter.topic ?? '')}
        data={[
          { value: '', label: stories.any },
          ...(topics.data?.topics ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
        onChange={({ currentTarget }) => set({ topic: currentTarget.value })}
      />
      {isDrawn ? (
        <PersonPicker
          label={stories.author}
          placeholder={stories.any}
          person={author.data}
          set={(person) => set({ author: person?.id })}
        />
      ) : (
        <TextInput label={stories.author} placeholder={stories.any} />
      )}
      <TextInput
        label={stories.language}
        placeholder={stories.any}
        w={96}
        maxLength={20}
        defaultValue={filter.language ?? ''}
        onBlur={({ currentTarget }) => set({ language: currentTarget.value.trim() })}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Enter') set({ language: currentTarget.value.trim() })
        }}
      />
      <Checkbox
        label={stories.mine}
        checked={filter.mine ?? false}
        onChange={({ currentTarget }) => set({ mine: currentTarget.checked })}
        pb={8}
      />
      <SavedFilters filter={filter} />
    </Group>
  )
}

/** As it stands in the address: what is not set is not there. */
function clean(filter: Record<string, unknown>): Filter {
  return readFilter(Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== '' && value !== false)))
}
