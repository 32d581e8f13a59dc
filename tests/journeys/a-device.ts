/**
 * A browser that can take notifications. The one of the tests has neither a push service nor a place where
 * notifications are shown, so these two of its ends are played here: `PushManager` subscribes at a service of the
 * tests, and what is shown is a list, in which a tag takes the place of its like (Notifications API, "show steps"). The
 * service worker, its registration, the delivery into it and the page are the browser's own. A whole Chrome (`isWhole`)
 * keeps notifications and permissions itself; there the push service alone is played, and the hand that clicks.
 */
import type { BrowserContext, CDPSession, Page, Worker } from 'playwright-core'
import type { SubscribedBrowser } from '../push-service.ts'

export type Shown = { title: string; body?: string; tag?: string; data: { navigate: string } }

type Played = { browser: SubscribedBrowser; permission: 'granted' | 'denied'; isWhole?: boolean }

/** `permission` as the reader has decided it, or will when asked. */
export async function playDevice(page: Page, { browser, permission, isWhole = false }: Played): Promise<void> {
  const { endpoint, p256dh, auth } = browser
  const keys = { p256dh: p256dh.toString('base64url'), auth: auth.toString('base64url') }
  await page.addInitScript(
    ({ endpoint: at, keys: given, answer, isWhole: hasOwn }) => {
      const kept = () => JSON.parse(localStorage.getItem('device') ?? '{}')
      const keep = (change: object) => localStorage.setItem('device', JSON.stringify({ ...kept(), ...change }))
      const subscription = () => ({
        endpoint: at,
        options: { applicationServerKey: Uint8Array.from(kept().key as number[]).buffer },
        toJSON: () => ({ endpoint: at, expirationTime: null, keys: given }),
        unsubscribe: async () => keep({ key: undefined }),
      })
      Object.assign(PushManager.prototype, {
        async subscribe({ applicationServerKey }: { applicationServerKey: Uint8Array }) {
          keep({ key: [...applicationServerKey] })
          return subscription()
        },
        getSubscription: async () => (kept().key === undefined ? null : subscription()),
      })
      if (hasOwn) return
      Object.defineProperty(Notification, 'permission', { get: () => kept().permission ?? 'default' })
      Notification.requestPermission = async () => {
        keep({ permission: answer, asked: (kept().asked ?? 0) + 1 })
        return answer
      }
    },
    { endpoint, keys, answer: permission, isWhole },
  )
}

/** How often the browser has asked its reader. */
export async function timesAsked(page: Page): Promise<number> {
  return page.evaluate(() => JSON.parse(localStorage.getItem('device') ?? '{}').asked ?? 0)
}

export type Device = {
  worker: Worker
  /** Delivers into the service worker what the push service has kept for this browser. */
  deliver(plain: Buffer): Promise<void>
  shown(): Promise<Shown[]>
  /** A click on what is shown at the top; what the worker did then: `open https://…` or `focus https://…`. */
  click(): Promise<string[]>
}

type Screen = { shown: Shown[]; acts: string[] }

/** Of a page whose service worker is registered. */
export async function deviceOf(context: BrowserContext, page: Page, { isWhole = false } = {}): Promise<Device> {
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  await worker.evaluate((hasOwn) => {
    const played: Screen = { shown: [], acts: [] }
    Object.assign(globalThis, { played })
    const prototypes = globalThis as unknown as Record<string, { prototype: object }>
    const shows = {
      async showNotification(title: string, options: Omit<Shown, 'title'>) {
        played.shown = [...played.shown.filter(({ tag }) => !tag || tag !== options.tag), { title, ...options }]
      },
      getNotifications: async () =>
        played.shown.map((each) => ({
          ...each,
          close: () => (played.shown = played.shown.filter((other) => other !== each)),
        })),
    }
    if (!hasOwn) Object.assign(prototypes['ServiceWorkerRegistration']!.prototype, shows)
    Object.assign(prototypes['Clients']!.prototype, {
      openWindow: async (url: string) => played.acts.push(`open ${url}`),
    })
    Object.assign(prototypes['WindowClient']!.prototype, {
      async focus(this: { url: string }) {
        played.acts.push(`focus ${this.url}`)
      },
    })
  }, isWhole)
  const session = await context.newCDPSession(page)
  const { origin } = new URL(page.url())
  const registrationId = await registrationOf(session)
  return {
    worker,
    deliver: async (plain) =>
      void (await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: plain.toString() })),
    shown: () =>
      worker.evaluate(async () => {
        const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration }
        const all = await registration.getNotifications()
        return all.map(({ title, body, tag, data }) => ({ title, body, tag, data }))
      }),
    click: () =>
      worker.evaluate(async () => {
        const { played, registration } = globalThis as unknown as {
          played: Screen
          registration: ServiceWorkerRegistration
        }
        const notification = (await registration.getNotifications()).at(-1)
        const isDone: Promise<unknown>[] = []
        const event = new Event('notificationclick')
        Object.assign(event, { notification, waitUntil: (work: Promise<unknown>) => isDone.push(work) })
        dispatchEvent(event)
        await Promise.all(isDone)
        return played.acts.splice(0)
      }),
  }
}

async function registrationOf(session: CDPSession): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    for (const { registrationId, isDeleted } of registrations) if (!isDeleted) resolve(registrationId)
  })
  await session.send('ServiceWorker.enable')
  return promise
}
