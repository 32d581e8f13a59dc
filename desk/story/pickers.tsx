/** Topics, authors and related stories: found by typing, ordered by what was chosen first. */
import { Combobox, Pill, PillsInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { useWords } from '../app/words.tsx'
import { useField, type WorkingCopy } from './working-copy.ts'

type Props = { copy: WorkingCopy }
type Choice = { value: string; label: string }

export function TopicPicker({ copy }: Props) {
  const { details } = useWords().story
  const [chosen = [], set] = useField(copy, 'topics')
  const { data } = useQuery({ queryKey: ['topics'], queryFn: ({ signal }) => call('GET /api/v1/topics', { signal }) })
  const [typed, setTyped] = useState('')
  const all = data?.topics ?? []
  const found = all.filter(({ name }) => name.toLocaleLowerCase().includes(typed.toLocaleLowerCase()))
  return (
    <Picker
      label={details.topics}
      help={details.topicsHelp}
      readOnly={!copy.mayWrite}
      chosen={chosen.map((id) => ({ value: String(id), label: all.find((topic) => topic.id === id)?.name ?? '…' }))}
      choices={found.map(({ id, name, depth }) => ({ value: String(id), label: `${'– '.repeat(depth)}${name}` }))}
      typed={typed}
      setTyped={setTyped}
      set={(values) => set(values.map(Number))}
    />
  )
}

export function AuthorPicker({ copy }: Props) {
  const { details } = useWords().story
  const [chosen = [], set] = useField(copy, 'authors')
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed, 150)
  const names = useQueries({
    queries: chosen.map((id) => ({
      queryKey: ['person', id],
      queryFn: () => call('GET /api/v1/people/:id', { params: { id: String(id) } }),
      staleTime: Infinity,
    })),
  })
  const found = useQuery({
    queryKey: ['people', search],
    queryFn: ({ signal }) => call('GET /api/v1/people', { query: { search }, signal }),
  })
  const add = useMutation({
    mutationFn: (name: string) => call('POST /api/v1/people', { body: { name } }),
    onSuccess: ({ id }) => set([...new Set([...chosen, id])]),
  })
  const people = found.data?.people ?? []
  const isNew = search !== '' && !people.some(({ name }) => name.toLocaleLowerCase() === search.toLocaleLowerCase())
  return (
    <Picker
      label={details.authors}
      help={details.authorsHelp}
      readOnly={!copy.mayWrite}
      chosen={chosen.map((id, index) => ({ value: String(id), label: names[index]?.data?.name ?? '…' }))}
      choices={people.map(({ id, name, role }) => ({
        value: String(id),
        label: role === '' ? name : `${name}, ${role}`,
      }))}
      typed={typed}
      setTyped={setTyped}
      set={(values) => set(values.map(Number))}
      {...(isNew && { addNew: { label: details.addPerson(search), run: () => add.mutate(search) } })}
    />
  )
}

export function RelatedPicker({ copy }: Props) {
  const { details } = useWords().story
  const [chosen = [], set] = useField(copy, 'related')
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed, 200)
  const headlines = useQueries({
    queries: chosen.map((id) => ({
      queryKey: ['headline', id],
      queryFn: () => call('GET /api/v1/articles/:id', { params: { id } }),
      staleTime: 60_000,
    })),
  })
  const found = useQuery({
    queryKey: ['related', search],
    queryFn: ({ signal }) => call('GET /api/v1/articles', { query: { search, state: 'published', limit: 10 }, signal }),
    enabled: search.length > 1,
  })
  return (
    <Picker
      label={details.related}
      help={details.relatedHelp}
      readOnly={!copy.mayWrite}
      chosen={chosen.map((id, index) => ({ value: id, label: headlines[index]?.data?.headline ?? '…' }))}
      choices={(found.data?.articles ?? []).map(({ id, headline }) => ({ value: id, label: headline }))}
      typed={typed}
      setTyped={setTyped}
      set={set}
    />
  )
}

type PickerProps = {
  label: string
  help: string
  readOnly: boolean
  chosen: Choice[]
  choices: Choice[]
  typed: string
  setTyped: (words: string) => void
  set: (values: string[]) => void
  addNew?: { label: string; run: () => void }
}

const newChoice = '+'

/** Backspace in an empty field takes the last one away; Alt with an arrow on a chosen one moves it. */
export function Picker({ label, help, readOnly, chosen, choices, typed, setTyped, set, addNew }: PickerProps) {
  const { details } = useWords().story
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const values = chosen.map(({ value }) => value)
  const open = choices.filter(({ value }) => !values.includes(value))
  const choose = (value: string) => {
    if (value === newChoice) addNew?.run()
    else set([...values, value])
    setTyped('')
  }
  return (
    <Combobox store={combobox} onOptionSubmit={choose} withinPortal>
      <Combobox.DropdownTarget>
        <PillsInput w="100%" label={label} description={help} onClick={() => combobox.openDropdown()}>
          <Pill.Group>
            {chosen.map(({ value, label: name }, index) => (
              <Pill
                key={value}
                withRemoveButton={!readOnly}
                // Without help it is for pointers alone.
                removeButtonProps={{ 'aria-label': details.takeAway(name), 'aria-hidden': false, tabIndex: 0 }}
                onRemove={() => set(values.filter((other) => other !== value))}
              >
                {index === 0 && chosen.length > 1 ? <b>{name}</b> : name}
              </Pill>
            ))}
            <Combobox.EventsTarget>
              <PillsInput.Field
                value={typed}
                readOnly={readOnly}
                aria-label={label}
                onFocus={() => combobox.openDropdown()}
                onBlur={() => combobox.closeDropdown()}
                onChange={({ currentTarget }) => {
                  setTyped(currentTarget.value)
                  combobox.updateSelectedOptionIndex('active')
                  combobox.openDropdown()
                }}
                onKeyDown={(event) => {
                  if (event.key === 'Backspace' && typed === '') set(values.slice(0, -1))
                  // It chooses; whatever form this stands in is sent by its button.
                  if (event.key === 'Enter') event.preventDefault()
                }}
              />
            </Combobox.EventsTarget>
          </Pill.Group>
        </PillsInput>
      </Combobox.DropdownTarget>
      <Combobox.Dropdown hidden={readOnly || (open.length === 0 && addNew === undefined)}>
        <Combobox.Options mah={260} style={{ overflowY: 'auto' }}>
          {open.map(({ value, label: name }) => (
            <Combobox.Option key={value} value={value}>
              {name}
            </Combobox.Option>
          ))}
          {addNew !== undefined && <Combobox.Option value={newChoice}>{addNew.label}</Combobox.Option>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
