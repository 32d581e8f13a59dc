/**
 * Notifications on this device. The page says in words what will come; the browser asks only after the reader's own
 * click. Inside `[data-push]` (`data-key`: the paper's public key, `data-language`), each part with `data-when` is
 * shown in its state alone: `off`, `on`, `denied`, `install` (an iPhone or iPad takes notifications of papers on its
 * home screen), `unable`. Buttons have `data-act` `start`, `save` or `stop`; `.status` says what became of it, in the
 * words of its `data-started`, `data-saved`, `data-stopped` and `data-failed`. What is chosen stands in the form around
 * it: `topic` (numbers), `everything`, `pace`.
 *
 * POST /-/alerts/push { endpoint, keys, topics, everything, pace, timeZone, language }, or { endpoint, keys, replaces }
 * (an endpoint) where one subscription takes the place of another with its choices; POST /-/alerts/push/stop
 * { endpoint }. An answer that is none of 2xx may have a `message`.
 */
type State = 'off' | 'on' | 'denied' | 'install' | 'unable'
type Act = 'start' | 'save' | 'stop'

for (const section of document.querySelectorAll<HTMLElement>('[data-push]')) void enhance(section)

async function enhance(section: HTMLElement): Promise<void> {
  const status = section.querySelector<HTMLElement>('.status')
  const show = (state: State) => {
    for (const part of section.querySelectorAll<HTMLElement>('[data-when]'))
      part.hidden = part.dataset['when'] !== state
    section.hidden = false
  }
  for (const button of section.querySelectorAll<HTMLButtonElement>('[data-act]')) {
    button.addEventListener('click', () => void press(button))
  }
  show(await stateNow(section))

  async function press(button: HTMLButtonElement): Promise<void> {
    const act = button.dataset['act'] as Act
    button.disabled = true
    try {
      await acts[act](section)
      const words = { start: 'started', save: 'saved', stop: 'stopped' }[act]
      if (status) status.textContent = status.dataset[words] ?? ''
    } catch (error) {
      if (status) status.textContent = error instanceof NotTaken ? error.message : (status.dataset['failed'] ?? '')
    }
    button.disabled = false
    show(await stateNow(section))
  }
}

const acts: Record<Act, (section: HTMLElement) => Promise<void>> = {
  async start(section) {
    // First of all, while this is still the reader's click.
    if ((await Notification.requestPermission()) !== 'granted') throw new Error('not granted')
    const registration = await navigator.serviceWorker.register('/service-worker.js')
    await navigator.serviceWorker.ready
    await agree(section, await subscribed(registration, keyOf(section)))
  },
  async save(section) {
    const subscription = await currentSubscription()
    if (subscription) await agree(section, subscription)
  },
  async stop() {
    const subscription = await currentSubscription()
    if (!subscription) return
    const { endpoint } = subscription
    // The paper first: a browser that has left it alone would be written to for nothing.
    await post('/-/alerts/push/stop', { endpoint })
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
  await renewUnder(section, subscription)
  return 'on'
}

function isMac(): boolean {
  return navigator.userAgent.includes('Macintosh')
}

async function currentSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration('/')
  return (await registration?.pushManager.getSubscription()) ?? null
}

/** A subscription belongs to the key that it was made with; the paper may have another by now. */
async function renewUnder(section: HTMLElement, old: PushSubscription): Promise<void> {
  if (isUnder(old, keyOf(section))) return
  const registration = await navigator.serviceWorker.ready
  await old.unsubscribe()
  const { endpoint, keys } = (await subscribed(registration, keyOf(section))).toJSON()
  await post('/-/alerts/push', { endpoint, keys, replaces: old.endpoint }).catch(() => undefined)
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

/** Says what is wanted on this device, and leaves a note for the service worker, which may have to subscribe anew. */
async function agree(section: HTMLElement, subscription: PushSubscription): Promise<void> {
  const form = section.closest('form') ?? section.querySelector('form')
  const chosen = form ? new FormData(form) : new FormData()
  const { endpoint, keys } = subscription.toJSON()
  await post('/-/alerts/push', {
    endpoint,
    keys,
    topics: chosen.getAll('topic').map(Number),
    everything: chosen.has('everything'),
    pace: chosen.get('pace') === 'breaking' ? 'breaking' : 'all',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    language: section.dataset['language'] ?? document.documentElement.lang,
  })
  const note = JSON.stringify({ endpoint, key: section.dataset['key'] })
  await (await caches.open('push')).put('/-/alerts/push', new Response(note))
}

class NotTaken extends Error {}

async function post(path: string, json: object): Promise<void> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(json) })
  if (response.ok) return
  const { message }: { message?: unknown } = await response.json()
  throw typeof message === 'string' ? new NotTaken(message) : new Error('not taken')
}

export {}
