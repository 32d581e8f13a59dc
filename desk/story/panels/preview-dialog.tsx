/**
 * The real page from the working copy, as wide as a phone, a tablet or a desk, by day and by night; and what machines
 * see.
 */
import { Button, CopyButton, Group, Modal, SegmentedControl, Stack, Tabs, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { Failed, FormFault, Loading } from '../../app/states.tsx'
import { useLanguage, useWords } from '../../app/words.tsx'
import classes from './panels.module.css'

const widths = { phone: 360, tablet: 768, desktop: 1280 } as const
type Width = keyof typeof widths

export function PreviewDialog({ id, close }: { id: string; close: () => void }) {
  const { preview } = useWords().story
  const { app } = useWords()
  return (
    <Modal opened onClose={close} title={preview.title} fullScreen closeButtonProps={{ 'aria-label': app.close }}>
      <Tabs defaultValue="page">
        <Tabs.List className={classes.tabs}>
          <Tabs.Tab value="page">{preview.page}</Tabs.Tab>
          <Tabs.Tab value="elsewhere">{preview.elsewhere}</Tabs.Tab>
          <Tabs.Tab value="share">{preview.share}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="page" pt="md">
          <Page id={id} />
        </Tabs.Panel>
        <Tabs.Panel value="elsewhere" pt="md">
          <Elsewhere id={id} />
        </Tabs.Panel>
        <Tabs.Panel value="share" pt="md">
          <Share id={id} />
        </Tabs.Panel>
      </Tabs>
    </Modal>
  )
}

function Page({ id }: { id: string }) {
  const { preview } = useWords().story
  const [width, setWidth] = useState<Width>('phone')
  const [scheme, setScheme] = useState<'light' | 'dark'>('light')
  return (
    <Stack align="center">
      <Group>
        <SegmentedControl
          aria-label={preview.width}
          value={width}
          onChange={setWidth}
          data={(Object.keys(widths) as Width[]).map((value) => ({ value, label: preview.widths[value] }))}
        />
        <SegmentedControl
          aria-label={preview.scheme}
          value={scheme}
          onChange={setScheme}
          data={[
            { value: 'light', label: preview.light },
            { value: 'dark', label: preview.dark },
          ]}
        />
      </Group>
      <div className={classes.frame}>
        <iframe
          // A scheme is chosen when a page is loaded.
          key={scheme}
          title={preview.page}
          src={`/desk/preview/${id}`}
          width={widths[width]}
          style={{ colorScheme: scheme, ...(width === 'phone' && { maxWidth: '100%' }) }}
        />
      </div>
    </Stack>
  )
}

function Elsewhere({ id }: { id: string }) {
  const { preview } = useWords().story
  const { language } = useLanguage()
  const found = useQuery({
    queryKey: ['preview', id],
    queryFn: ({ signal }) => call('GET /api/v1/articles/:id/preview', { params: { id }, signal }),
    staleTime: 0,
  })
  if (found.isPending) return <Loading />
  if (found.isError) return <Failed error={found.error} retry={() => void found.refetch()} />
  const { search, card, text, feed } = found.data
  return (
    <Stack gap="xl" className={classes.forms}>
      <section>
        <h3>{preview.search}</h3>
        <p className={classes.searchUrl}>{search.url}</p>
        <p className={classes.searchTitle}>{search.title}</p>
        <p>{search.description}</p>
      </section>
      <section>
        <h3>{preview.card}</h3>
        <div className={classes.card}>
          {card.image !== null && <img src={card.image.url} alt={card.image.alt} />}
          <p>
            {card.site}
            <br />
            <b>{card.title}</b>
            <br />
            {card.description}
          </p>
        </div>
      </section>
      <section>
        <h3>{preview.feed}</h3>
        <p>
          <b>{feed.title}</b> {new Intl.ListFormat(language).format(feed.authors)}
        </p>
        <p>{feed.summary}</p>
      </section>
      <section>
        <h3>{preview.text}</h3>
        <pre className={classes.plain}>{text}</pre>
      </section>
    </Stack>
  )
}

function Share({ id }: { id: string }) {
  const { preview } = useWords().story
  const { language } = useLanguage()
  const make = useMutation({
    mutationFn: () => call('POST /api/v1/articles/:id/preview-links', { params: { id }, body: { days: 7 } }),
  })
  const until = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short' })
  return (
    <Stack align="start" maw={560}>
      <Text>{preview.shareHelp}</Text>
      {make.data === undefined ? (
        <Button loading={make.isPending} onClick={() => make.mutate()}>
          {preview.makeLink}
        </Button>
      ) : (
        <>
          <TextInput w="100%" readOnly aria-label={preview.share} value={make.data.url} />
          <Text size="sm">{preview.until(until.format(make.data.expiresAt))}</Text>
          <CopyButton value={make.data.url}>
            {({ copied, copy }) => <Button onClick={copy}>{copied ? preview.copied : preview.copy}</Button>}
          </CopyButton>
        </>
      )}
      <FormFault error={make.error} />
    </Stack>
  )
}
