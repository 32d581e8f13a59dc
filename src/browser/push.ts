/**
 * Notifications in this browser. The page says in words what will come; the browser asks only after the reader's own
 * click. Inside `[data-push]` (`data-key`: the paper's public key, `data-language`), `[data-push-missing]` goes, and
 * each part with `data-when` is shown in its state alone: `off`, `on`, `denied`, `install` (an iPhone or iPad takes
 * notifications of papers on its home screen), `unable`. Buttons have `data-act` `start` or `stop`; `.status` says what
 * became of it, in the words of its `data-started`, `data-stopped` and `data-failed`; `a[data-preferences]` leads to
 * where it is changed. What is chosen stands in the form `[data-alerts]`: `what` (`all`), `topic` (numbers), `story`,
 * `pace`.
 *
 * POST /-/alerts/push { endpoint, keys, applicationServerKey, topics, everything, stories, pace, timeZone, language },
 * or with { …, replaces } (an endpoint) where one subscription takes the place of another, or of itself, with its
 * choices: { preferences }, a path. POST /-/alerts/push/stop { endpoint }.
 */
type State = 'off' | 'on' | 'denied' | 'install' | 'unable'
type Act = 'start' | 'stop'
type Subscribed = { preferences?: string }

for (const section of document.querySelectorAll<HTMLElement>('[data-push]')) void enhance(section)

async function enhance(section: HTMLElement): Promise<void> {
  const status = section.querySelector<HTMLElement>('.status')
  const say = (words: 'started' | 'stopped' | 'failed') => {
    if (status) status.textContent = status.dataset[words] ?? ''
  }
  for (const button of section.querySelectorAll<HTMLButtonElement>('[data-act]')) {
    button.addEventListener('click', () => void press(button))
  }
  try {
    show(section, await stateNow(section))
  } catch {
    show(section, 'off')
    say('failed')
  }
  section.querySelector('[data-push-missing]')?.remove()

  async function press(button: HTMLButtonElement): Promise<void> {
    const act = button.dataset['act'] as Act
    button.disabled = true
    try {
      await acts[act](section)
      say(act === 'start' ? 'started' : 'stopped')
      showPressed(section, act === 'start' ? 'on' : 'off')
    } catch {
      if (Notification.permission === 'denied') showPressed(section, 'denied')
      else say('failed')
    }
    button.disabled = false
  }
}

function show(section: HTMLElement, state: State): void {
  for (const part of section.querySelectorAll<HTMLElement>('[data-when]')) part.hidden = part.dataset['when'] !== state
}

/** What had the focus is hidden or disabled now. */
function showPressed(section: HTMLElement, state: State): void {
  show(section, state)
  const part = section.querySelector<HTMLElement>(`[data-when=${state}]`)
  if (part) part.tabIndex = -1
  ;(part?.querySelector<HTMLElement>('a, button') ?? part)?.focus()
}

const acts: Record<Act, (section: HTMLElement) => Promise<void>> = {
  async start(section) {
    // First of all, while this is still the reader's click.
    if ((await Notification.requestPermission()) !== 'granted') throw new Error('not granted')
    const registration = await navigator.serviceWorker.register('/service-worker.js')
    await navigator.serviceWorker.ready
    await agree(section, await subscribed(registration, keyOf(section)), chosenIn(section))
  },
  async stop() {
    const subscription = await currentSubscription()
    if (!subscription) return
    // The paper first: a browser that has left it alone would be written to for nothing.
    await post('/-/alerts/push/stop', { endpoint: subscription.endpoint })
    await subscription.unsubscribe()
  },
}

async function stateNow(section: HTMLElement): Promise<State> {
  const isApple = /iPhone|iPad|iPod/.test(navigator.userAgent) || (isMac() && navigator.maxTouchPoints > 1)
  if (!('PushManager' in window && 'serviceWorker' in navigator && 'Notification' in window)) {
    return isApple ? 'install' : 'unable'
  }
  if (Notification.permission === 'denied') return 'denied'
  const subscription = await currentSubscription()
  if (Notification.permission !== 'granted' || !subscription) return 'off'
  return (await isKnown(section, subscription)) ? 'on' : 'off'
}

function isMac(): boolean {
  return navigator.userAgent.includes('Macintosh')
}

async function currentSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration('/')
  return (await registration?.pushManager.getSubscription()) ?? null
}

/**
 * Whether the paper sends to this browser. A subscription belongs to the key that it was made with, and the paper may
 * have another by now; the service may have given it another address, of which the paper was not told.
 */
async function isKnown(section: HTMLElement, old: PushSubscription): Promise<boolean> {
  const noted = await (await (await caches.open('push')).match('/-/alerts/push'))?.json()
  const isCurrent = isUnder(old, keyOf(section))
  const subscription = isCurrent ? old : await subscribed(await navigator.serviceWorker.ready, keyOf(section))
  const replaces = (isCurrent && noted?.endpoint) || old.endpoint
  try {
    await agree(section, subscription, { replaces })
    return true
  } catch (error) {
    if (error instanceof Unknown) return false
    throw error
  }
}

async function subscribed(
  registration: ServiceWorkerRegistration,
  key: Uint8Array<ArrayBuffer>,
): Promise<PushSubscription> {
  const old = await registration.pushManager.getSubscription()
  if (old && !isUnder(old, key)) await old.unsubscribe()
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
}

function isUnder(subscription: PushSubscription, key: Uint8Array): boolean {
  const own = new Uint8Array(subscription.options.applicationServerKey ?? new ArrayBuffer(0))
  return own.length === key.length && own.every((byte, at) => byte === key[at])
}

function keyOf(section: HTMLElement): Uint8Array<ArrayBuffer> {
  const text = atob((section.dataset['key'] ?? '').replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/** A browser has no digests: who wants one gets breaking news here, and the page says so. */
function chosenIn(section: HTMLElement): object {
  const form = document.querySelector<HTMLFormElement>('form[data-alerts]')
  const chosen = form ? new FormData(form) : new FormData()
  const everything = chosen.get('what') === 'all'
  return {
    everything,
    topics: everything ? [] : chosen.getAll('topic').map(Number),
    stories: chosen.getAll('story'),
    pace: chosen.get('pace') === 'all' ? 'all' : 'breaking',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    language: section.dataset['language'] ?? document.documentElement.lang,
  }
}

/** Says what is wanted here, and leaves a note for the service worker, which may have to subscribe anew. */
async function agree(section: HTMLElement, subscription: PushSubscription, wanted: object): Promise<void> {
  const { endpoint, keys } = subscription.toJSON()
  const { key } = section.dataset
  const { preferences } = await post('/-/alerts/push', { endpoint, keys, applicationServerKey: key, ...wanted })
  const link = section.querySelector<HTMLAnchorElement>('a[data-preferences]')
  if (link && preferences) link.href = preferences
  await (await caches.open('push')).put('/-/alerts/push', new Response(JSON.stringify({ endpoint, key })))
}

class Unknown extends Error {}

async function post(path: string, json: object): Promise<Subscribed> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(json) })
  if (response.ok) return response.json()
  throw response.status === 404 ? new Unknown() : new Error('not taken')
}

export {}
