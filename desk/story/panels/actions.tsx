/** From draft to the public: the next step as a button, all others in a menu. */
import { Button, Group, Menu } from '@mantine/core'
import { useState } from 'react'
import { useMaySendAlerts, useSendAlert } from '../../alerts/send-alert.tsx'
import { call } from '../../api/client.ts'
import { FormFault } from '../../app/states.tsx'
import { useLanguage, useWords } from '../../app/words.tsx'
import { whoWords } from '../../log/actor-words.ts'
import { CorrectDialog } from './correct-dialog.tsx'
import classes from './panels.module.css'
import { PreviewDialog } from './preview-dialog.tsx'
import { PublishDialog } from './publish-dialog.tsx'
import { useStoryDeed, useStoryHead, type StoryHead } from './story-head.ts'
import { WordsDialog } from './words-dialog.tsx'

type Dialog = 'publish' | 'correct' | 'preview' | 'submit' | 'return' | 'withdraw'

type Props = { id: string; jumpTo: (place: { blockId?: string; field?: string }) => void }

export function Actions({ id, jumpTo }: Props) {
  const { publish } = useWords().story
  const { stories } = useWords()
  const head = useStoryHead(id).data
  const [dialog, setDialog] = useState<Dialog>()
  const close = () => setDialog(undefined)
  if (head === undefined) return null
  const { may } = head
  return (
    <Group gap="xs" className={classes.actions}>
      <span className={classes.state}>
        {stories.states[head.state]}
        <When head={head} />
      </span>
      {head.path !== null && head.state === 'published' && (
        <a href={head.path} target="_blank" rel="noopener" className={`${classes.live} ${classes.wideOnly}`}>
          {publish.seeLive}
        </a>
      )}
      <Button variant="default" className={classes.wideOnly} onClick={() => setDialog('preview')}>
        {publish.preview}
      </Button>
      {may.publish ? (
        <Button className={classes.next} onClick={() => setDialog('publish')}>
          {head.state === 'published' ? publish.publishUpdate : publish.publish}
        </Button>
      ) : (
        may.submit && (
          <Button className={classes.next} onClick={() => setDialog('submit')}>
            {publish.submit}
          </Button>
        )
      )}
      <More head={head} open={setDialog} />
      {dialog === 'publish' && <PublishDialog head={head} close={close} jumpTo={jumpTo} />}
      {dialog === 'correct' && <CorrectDialog head={head} close={close} />}
      {dialog === 'preview' && <PreviewDialog id={id} close={close} />}
      {(dialog === 'submit' || dialog === 'return' || dialog === 'withdraw') && (
        <WordsDialog head={head} deed={dialog} close={close} />
      )}
    </Group>
  )
}

function When({ head }: { head: StoryHead }) {
  const words = useWords()
  const { publish } = words.story
  const { language } = useLanguage()
  const at = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const { scheduledAt, embargoAt, approval, hasChanges, state } = head
  const facts = [
    scheduledAt !== null && publish.scheduledFor(at.format(scheduledAt)),
    embargoAt !== null && embargoAt > Date.now() && publish.embargoUntil(at.format(embargoAt)),
    approval.by !== null && publish.approvedBy(whoWords(approval.by, words)),
    hasChanges && state === 'published' && publish.changesWait,
  ].filter((fact) => fact !== false)
  return <span className={classes.facts}>{facts.join(' · ')}</span>
}

/** On a phone what is seldom wanted folds into it too. */
function More({ head, open }: { head: StoryHead; open: (dialog: Dialog) => void }) {
  const { publish } = useWords().story
  const { alerts, app } = useWords()
  const params = { id: head.id }
  const run = useStoryDeed(head.id, (work: () => Promise<unknown>) => work())
  const sendAlert = useSendAlert(head.id)
  const maySend = useMaySendAlerts() && (head.state === 'published' || head.state === 'scheduled')
  const { may } = head
  const item = (isShown: boolean, words: string, act: () => void) =>
    isShown ? (
      <Menu.Item key={words} onClick={act}>
        {words}
      </Menu.Item>
    ) : null
  const items = [
    item(may.approve, publish.approve, () =>
      run.mutate(() => call('POST /api/v1/articles/:id/approve', { params, body: {} })),
    ),
    item(may.return, publish.return, () => open('return')),
    item(may.submit && may.publish, publish.submit, () => open('submit')),
    item(may.unschedule, publish.unschedule, () =>
      run.mutate(() => call('POST /api/v1/articles/:id/unschedule', { params })),
    ),
    item(maySend, alerts.sendAlert, () => sendAlert.mutate()),
    item(may.correct, publish.correct, () => open('correct')),
    item(may.withdraw, publish.withdraw, () => open('withdraw')),
    item(may.trash, publish.trash, () => run.mutate(() => call('POST /api/v1/articles/:id/trash', { params }))),
    item(may.restore, publish.restore, () => run.mutate(() => call('POST /api/v1/articles/:id/restore', { params }))),
  ].filter((shown) => shown !== null)
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="subtle"
            loading={run.isPending}
            aria-label={app.more}
            className={items.length === 0 ? classes.narrowOnly : ''}
          >
            …
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item className={classes.narrowOnly} onClick={() => open('preview')}>
            {publish.preview}
          </Menu.Item>
          {head.path !== null && head.state === 'published' && (
            <Menu.Item className={classes.narrowOnly} component="a" href={head.path} target="_blank" rel="noopener">
              {publish.seeLive}
            </Menu.Item>
          )}
          {items}
        </Menu.Dropdown>
      </Menu>
      <FormFault error={run.error ?? sendAlert.error} />
    </>
  )
}
