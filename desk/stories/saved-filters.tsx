import { Button, Menu, Popover, Stack, TextInput } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useSession } from '../api/session.ts'
import { useWords } from '../app/words.tsx'
import { readFilter, type Filter } from './filter.ts'

type Saved = { name: string; filter: Filter }

/** What a member looks for every day, kept in this browser under their name. */
export function SavedFilters({ filter }: { filter: Filter }) {
  const { stories } = useWords()
  const navigate = useNavigate()
  const member = useSession()?.member?.id ?? ''
  const [saved, setSaved] = useLocalStorage<Saved[]>({ key: `crier:filters:${member}`, defaultValue: [] })
  const isSet = Object.keys(filter).length > 0
  return (
    <>
      {saved.length > 0 && (
        <Menu>
          <Menu.Target>
            <Button variant="default">{stories.savedFilters}</Button>
          </Menu.Target>
          <Menu.Dropdown>
            {saved.map(({ name, filter: search }) => (
              <Menu.Item key={name} onClick={() => void navigate({ to: '/', search: readFilter(search) })}>
                {name}
              </Menu.Item>
            ))}
            <Menu.Divider />
            {saved.map(({ name }) => (
              <Menu.Item key={name} onClick={() => setSaved(saved.filter((other) => other.name !== name))}>
                {stories.forgetFilter(name)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {isSet && (
        <SaveThis save={(name) => setSaved([...saved.filter((other) => other.name !== name), { name, filter }])} />
      )}
      {isSet && (
        <Button variant="subtle" onClick={() => void navigate({ to: '/', search: {} })}>
          {stories.clear}
        </Button>
      )}
    </>
  )
}

function SaveThis({ save }: { save: (name: string) => void }) {
  const { stories, app } = useWords()
  const [isOpen, setOpen] = useState(false)
  const [name, setName] = useState('')
  const send = (event: FormEvent) => {
    event.preventDefault()
    save(name.trim())
    setOpen(false)
    setName('')
  }
  return (
    <Popover opened={isOpen} onChange={setOpen} trapFocus returnFocus>
      <Popover.Target>
        <Button variant="subtle" onClick={() => setOpen(!isOpen)}>
          {stories.saveFilter}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={send}>
          <Stack gap="sm">
            <TextInput
              label={stories.filterName}
              required
              maxLength={60}
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
            <Button type="submit">{app.save}</Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
