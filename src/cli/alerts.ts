import { Command, Option } from 'commander'
import { alertHash, type Alert } from '../alerts/alert.ts'
import { approveAlert, cancelAlert, proposeAlert, sendAlone } from '../alerts/approve-alert.ts'
import { correctAlert, withdrawAlert } from '../alerts/correct-alert.ts'
import { alertPeople, alertProgress } from '../alerts/progress.ts'
import { alertViews, type AlertView } from '../alerts/shown-alerts.ts'
import { alertBy, listedAlerts } from '../alerts/store.ts'
import { alertLevels, alertStates, type AlertLevel, type AlertState } from '../alerts/tables.ts'
import { pauseAlert, resumeAlert, stopAlert } from '../alerts/under-way.ts'
import { draftAlert } from '../alerts/write-alert.ts'
import { correctionKinds, type CorrectionKind } from '../articles/tables.ts'
import { deliveryStates, type DeliveryState } from '../deliveries/tables.ts'
import { operator } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import { done } from '../kit/outcome.ts'
import { quoted } from '../kit/visible.ts'
import { print, table } from './output.ts'
import { nameHelp, storyNamed } from './story-named.ts'
import { withHouse } from './with-house.ts'

type Common = { demo?: boolean }

export function alertsCommand(): Command {
  const alerts = new Command('alerts').description(
    'alerts to subscribers: propose, approve, correct, follow their progress',
  )
  const made = [listCommand(), showCommand(), proposeCommand(), approveCommand(), correctCommand(), withdrawCommand()]
  const underWay = [progressCommand(), peopleCommand(), pauseCommand(), resumeCommand(), cancelCommand()]
  for (const command of [...made, ...underWay])
    alerts.addCommand(command.option('--json', 'as JSON').option('--demo', 'of the demo'))
  return alerts
}

async function known(house: House, id: string): Promise<Alert> {
  const alert = await alertBy(house.db, id)
  if (alert === undefined) throw new Refusal('not-found', `There is no alert "${id}": "crier alerts list" lists them.`)
  return alert
}

async function viewOf(house: House, alert: Alert): Promise<AlertView> {
  const [view] = await alertViews(house, operator, [alert])
  if (view === undefined) throw new Error(`alert ${alert.id} is gone`)
  return view
}

function timeOf(at: number | null): string {
  return at === null ? '' : new Date(at).toISOString().slice(0, 16).replace('T', ' ')
}

function listCommand(): Command {
  return new Command('list')
    .description('the newest alerts')
    .addOption(new Option('--state <state>', 'only these').choices([...alertStates]))
    .option('--limit <number>', 'how many', '50')
    .action((options: Common & { state?: AlertState; limit: string }, command: Command) =>
      withHouse(options, async (house) => {
        const limit = Math.min(1_000, Math.max(1, Number.parseInt(options.limit, 10) || 50))
        const states = options.state === undefined ? undefined : [options.state]
        const views = await alertViews(house, operator, await listedAlerts(house.db, { states }, { limit }))
        const rows = views.map(({ id, state, level, sentAt, createdAt, title }) => [
          id,
          state,
          level,
          timeOf(sentAt ?? createdAt),
          title,
        ])
        print(command, views, rows.length === 0 ? 'None.' : table(rows))
      }),
    )
}

function showCommand(): Command {
  return new Command('show')
    .description('one alert, with the hash that an approval names')
    .argument('<id>')
    .action((id: string, options: Common, command: Command) =>
      withHouse(options, async (house) => {
        const view = await viewOf(house, await known(house, id))
        print(command, view, shown(view))
      }),
    )
}

function shown(view: AlertView): string[] {
  const channels = [view.byEmail && 'email', view.byPush && 'push'].filter((channel) => channel !== false)
  const topics = view.topics.map(({ name }) => name).join(', ')
  const facts: [string, string | null][] = [
    ['state', view.state],
    ['level', view.level],
    ['title', view.title],
    ['text', view.text],
    ['subject', view.subject],
    ['story', view.story.path ?? view.story.headline],
    ['by', channels.join(', ')],
    ['to', view.toEveryone ? 'every subscriber' : topics || 'followers of the story'],
    ['goes with the publication of', timeOf(view.plannedAt)],
    ['proposed by', view.proposedBy?.name ?? null],
    ['approved by', view.approvedBy?.name ?? null],
    ['alone, because', view.overrideReason],
    ['sent', timeOf(view.sentAt)],
    ['waits, because', view.proofFault],
    ['hash', view.hash],
  ]
  const rows = facts.flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value]]))
  return [...table(rows), ...view.changes.map(({ kind, words, madeAt }) => `${timeOf(madeAt)} ${kind}: ${words}`)]
}

type Proposed = Common & {
  level: AlertLevel
  title?: string
  text?: string
  subject?: string
  wholeStory?: boolean
  withPublication?: boolean
}

function proposeCommand(): Command {
  return new Command('propose')
    .description('propose an alert for a story, with its headline and topics; somebody else approves it')
    .argument('<story>', nameHelp)
    .addOption(new Option('--level <level>', 'how urgent it is').choices([...alertLevels]).default('important'))
    .option('--title <text>', 'of the notification; default: the headline')
    .option('--text <text>', 'of the notification; default: the standfirst')
    .option('--subject <text>', 'of the mail; default: the headline')
    .option('--whole-story', 'put the whole story in the mail, not only its beginning')
    .option('--with-publication', 'send it with the publication or update that is planned of the story')
    .action((name: string, { level, wholeStory, ...options }: Proposed, command: Command) =>
      withHouse(options, async (house) => {
        const story = await storyNamed(house, name)
        const { title, text, subject, withPublication } = options
        const mailBody = wholeStory ? 'story' : 'teaser'
        const words = { level, mailBody, ...given({ title, text, subject, withPublication }) } as const
        const { id, hash } = done(await draftAlert(house, operator, { articleId: story.id, ...words }))
        const { id: alertId } = await known(house, id)
        done(await proposeAlert(house, operator, { alertId, hash }))
        const next = `Somebody else approves it, at the desk or with "crier alerts approve ${id} --hash ${hash}".`
        print(command, { id, hash, story: story.publicId }, [`Proposed: ${id}, of ${quoted(story.headline)}.`, next])
      }),
    )
}

function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  // Safe: what is undefined is taken out.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never
}

function approveCommand(): Command {
  return new Command('approve')
    .description('approve what somebody else has proposed; it goes out as soon as its page is found live')
    .argument('<id>')
    .requiredOption(
      '--hash <hash>',
      'the hash of what you read, as "crier alerts show" prints it; 8 characters are enough',
    )
    .option('--alone', 'send without a second person: when nobody else could approve it, or for a reason')
    .option('--reason <words>', 'why it cannot wait for a second person; readers see it')
    .action((id: string, options: Common & { hash: string; alone?: boolean; reason?: string }, command: Command) =>
      withHouse(options, async (house) => {
        const alert = await known(house, id)
        const hash = alertHash(alert)
        const isRead = options.hash.length >= 8 && hash.startsWith(options.hash)
        const named = { alertId: alert.id, hash: isRead ? hash : options.hash }
        const isAlone = options.alone === true || options.reason !== undefined
        const approved = isAlone
          ? await sendAlone(house, operator, { ...named, reason: options.reason })
          : await approveAlert(house, operator, named)
        const { outcome: _, ...times } = done(approved)
        const when = alert.plannedAt === null ? '' : `, with what is planned for ${timeOf(alert.plannedAt)} UTC`
        print(command, { id, ...times }, `Approved. The running server sends it once its page is found live${when}.`)
      }),
    )
}

type Correcting = Common & { kind: CorrectionKind; words: string; title?: string; text?: string }

function correctCommand(): Command {
  return new Command('correct')
    .description('correct an alert: on the story, in what has not gone out, and for those who have it')
    .argument('<id>')
    .requiredOption('--words <text>', 'what was wrong, and what is right')
    .option('--title <text>', 'of the alert from now on')
    .option('--text <text>', 'of the alert from now on')
    .addOption(new Option('--kind <kind>', 'what it is').choices([...correctionKinds]).default('correction'))
    .action((id: string, { kind, words, title, text, ...options }: Correcting, command: Command) =>
      withHouse(options, async (house) => {
        const { id: alertId } = await known(house, id)
        const { path } = done(await correctAlert(house, operator, { alertId, kind, words, title, text }))
        print(command, { id, path }, `Corrected, on ${path} too. Everybody who has the alert is told.`)
      }),
    )
}

function withdrawCommand(): Command {
  return new Command('withdraw')
    .description('withdraw an alert: nothing more goes out, and everybody who has it is told')
    .argument('<id>')
    .requiredOption('--words <text>', 'why')
    .action((id: string, { words, ...options }: Common & { words: string }, command: Command) =>
      withHouse(options, async (house) => {
        const { id: alertId } = await known(house, id)
        const { path } = done(await withdrawAlert(house, operator, { alertId, words }))
        print(command, { id, path }, `Withdrawn; ${path} says so.`)
      }),
    )
}

function progressCommand(): Command {
  return new Command('progress')
    .description('how many have it, are waiting for it or did not get it')
    .argument('<id>')
    .action((id: string, options: Common, command: Command) =>
      withHouse(options, async (house) => {
        const progress = await alertProgress(house.db, await known(house, id))
        const head = ['', ...progress.counts.map(({ channel }) => channel)]
        const rows = deliveryStates.map((state) => [state, ...progress.counts.map((counts) => String(counts[state]))])
        const sendings = progress.sendings.map(({ publicId, kind, state, pauseReason }) => [
          publicId,
          kind,
          state,
          pauseReason ?? '',
        ])
        print(command, progress, sendings.length === 0 ? 'Nothing has gone.' : table([head, ...rows, ...sendings]))
      }),
    )
}

function peopleCommand(): Command {
  return new Command('people')
    .description('who is in a state, a hundred at a time')
    .argument('<id>')
    .addOption(new Option('--state <state>').choices([...deliveryStates]).default('uncertain'))
    .option('--sending <id>', 'only this one, as "crier alerts progress" names them')
    .option('--after <place>', 'continue after the page that ended here')
    .action(
      (
        id: string,
        { state, sending, after, ...options }: Common & { state: DeliveryState; sending?: string; after?: string },
        command: Command,
      ) =>
        withHouse(options, async (house) => {
          const page = done({
            outcome: 'listed',
            ...(await alertPeople(house.db, await known(house, id), { state, sending, after })),
          })
          const rows = page.people.map(({ publicId, channel, sending: of, fault }) => [
            publicId,
            channel,
            of,
            fault ?? '',
          ])
          const more = page.next === null ? [] : [`More: --after ${page.next}`]
          print(command, page, rows.length === 0 ? 'None.' : [...table(rows), ...more])
        }),
    )
}

function pauseCommand(): Command {
  return new Command('pause')
    .description('pause it')
    .argument('<id>')
    .option('--reason <words>', 'why', '')
    .action((id: string, { reason, ...options }: Common & { reason: string }, command: Command) =>
      withHouse(options, async (house) => {
        const { id: alertId } = await known(house, id)
        print(command, done(await pauseAlert(house, operator, { alertId, reason })), 'It stands still.')
      }),
    )
}

function resumeCommand(): Command {
  return new Command('resume')
    .description('resume it, whatever paused it')
    .argument('<id>')
    .action((id: string, options: Common, command: Command) =>
      withHouse(options, async (house) => {
        const { id: alertId } = await known(house, id)
        print(command, done(await resumeAlert(house, operator, { alertId })), 'It goes on.')
      }),
    )
}

function cancelCommand(): Command {
  return new Command('cancel')
    .description('cancel an alert that nobody has received, or what has not gone out yet')
    .argument('<id>')
    .action((id: string, options: Common, command: Command) =>
      withHouse(options, async (house) => {
        const { id: alertId, state } = await known(house, id)
        const isOut = ['sending', 'sent', 'withdrawn'].includes(state)
        const named = { alertId }
        const cancelled = done(
          isOut ? await stopAlert(house, operator, named) : await cancelAlert(house, operator, named),
        )
        print(command, cancelled, isOut ? 'Nothing more goes out.' : 'Cancelled.')
      }),
    )
}
