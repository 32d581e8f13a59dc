/** Fields that find what they name while somebody types: people, stories of ours, what a link leads to. */
import { Autocomplete, Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call } from '../../../api/client.ts'
import { useWords } from '../../../app/words.tsx'
import type { View } from './fields.tsx'
import classes from './views.module.css'

/** Who says it: somebody of the paper's people, or a name alone, who can become one of them. */
export function SpeakerField({ view }: { view: View }) {
  const { fields, details } = useWords().story
  const { updateAttributes } = view
  const { speaker, person, capacity } = view.node.attrs as Record<'speaker' | 'person' | 'capacity', string>
  const [search] = useDebouncedValue(speaker.trim(), 200)
  const isOpen = person === '' && search.length > 1 && view.editor.isEditable
  const { data } = useQuery({
    queryKey: ['people', search],
    queryFn: ({ signal }) => call('GET /api/v1/people', { query: { search }, signal }),
    enabled: isOpen,
  })
  const found = isOpen ? (data?.people ?? []) : []
  const take = ({ name, slug, role }: { name: string; slug: string; role: string }) =>
    updateAttributes({ speaker: name, person: slug, ...(capacity === '' && role !== '' && { capacity: role }) })
  const add = useMutation({
    mutationFn: (name: string) => call('POST /api/v1/people', { body: { name } }),
    onSuccess: take,
  })
  const isNew = isOpen && data !== undefined && !found.some(({ name }) => name === search)
  return (
    <div>
      <Autocomplete
        size="sm"
        label={fields.speaker}
        description={person === '' ? undefined : fields.speakerKnown}
        dir="auto"
        readOnly={!view.editor.isEditable}
        value={speaker}
        data={[...new Set(found.map(({ name }) => name))]}
        filter={({ options }) => options}
        onChange={(name) => updateAttributes({ speaker: name, person: '' })}
        onOptionSubmit={(chosen) => {
          const one = found.find(({ name }) => name === chosen)
          // After the words of the field have become the name.
          if (one !== undefined) queueMicrotask(() => take(one))
        }}
      />
      {isNew && (
        <Button variant="subtle" size="compact-sm" loading={add.isPending} onClick={() => add.mutate(search)}>
          {details.addPerson(search)}
        </Button>
      )}
    </div>
  )
}

/** A story of ours by words of its headline, or any address. */
export function StoryField({ view }: { view: View }) {
  const { fields } = useWords().story
  const href = String(view.node.attrs.href)
  const [typed] = useDebouncedValue(href.trim(), 200)
  const isSearch = typed.length > 1 && !/^(?:\/|https?:)/iu.test(typed) && view.editor.isEditable
  const { data } = useQuery({
    queryKey: ['related', typed],
    queryFn: ({ signal }) =>
      call('GET /api/v1/articles', { query: { search: typed, state: 'published', limit: 10 }, signal }),
    enabled: isSearch,
  })
  const stories = isSearch ? (data?.articles ?? []).filter(({ path }) => path !== null) : []
  return (
    <Autocomplete
      size="sm"
      label={fields.href}
      description={fields.hrefHelp}
      dir="auto"
      readOnly={!view.editor.isEditable}
      value={href}
      data={stories.map(({ path, headline }) => ({ value: path ?? '', label: headline }))}
      filter={({ options }) => options}
      onChange={(value) => view.updateAttributes({ href: value })}
      onOptionSubmit={(path) => queueMicrotask(() => view.updateAttributes({ href: path }))}
    />
  )
}

/** The server looks where the link leads, and takes the picture in; what somebody wrote themselves stays. */
export function EmbedAddress({ view }: { view: View }) {
  const { story } = useWords()
  const { fields } = story
  const { updateAttributes, node } = view
  const { url, title, still } = node.attrs as Record<'url' | 'title' | 'still', string>
  const [address] = useDebouncedValue(url.trim(), 400)
  const isUnknown = title === '' && still === '' && /^https?:\/\/[^/\s]+\.[^\s]+$/iu.test(address)
  const { data, isFetching } = useQuery({
    queryKey: ['embed', address],
    queryFn: ({ signal }) => call('POST /api/v1/embeds', { body: { url: address }, signal }),
    enabled: isUnknown && view.editor.isEditable,
    staleTime: Infinity,
    retry: false,
  })
  useEffect(() => {
    if (isUnknown && data !== undefined && (data.title !== '' || data.still !== null))
      updateAttributes({ title: data.title, still: data.still ?? '' })
  }, [isUnknown, data, updateAttributes])
  return (
    <div className={classes.wide}>
      <TextInput
        size="sm"
        type="url"
        label={fields.url}
        description={isFetching ? fields.embedLooking : fields.embedHelp}
        error={isUnknown ? data?.warning : undefined}
        readOnly={!view.editor.isEditable}
        value={url}
        onChange={({ currentTarget }) => updateAttributes({ url: currentTarget.value, title: '', still: '' })}
      />
    </div>
  )
}
