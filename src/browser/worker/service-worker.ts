/**
 * Shows what the paper pushes, where the browser does not do it by itself, and opens it. It looks at no request: pages
 * come as they do without it.
 */
const worker = self as unknown as ServiceWorkerGlobalScope

/** A declarative push message (W3C Push API), as kit/web-push/message.ts makes them. */
type Message = { notification?: NotificationOptions & { title?: string; navigate?: string; data?: { page?: string } } }
type Changed = ExtendableEvent & {
  oldSubscription?: PushSubscription | null
  newSubscription?: PushSubscription | null
}
/** What is told to whoever shows the notification again, for the click. */
type Leads = { navigate: string; page?: string | undefined }

worker.addEventListener('install', () => void worker.skipWaiting())

worker.addEventListener('push', (event) => event.waitUntil(show(event.data)))

worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data))
})

worker.addEventListener('pushsubscriptionchange', (event) => {
  const { oldSubscription, newSubscription } = event as Changed
  ;(event as Changed).waitUntil(renew(oldSubscription, newSubscription))
})

/** Browsers want something to be shown for each message: of one that cannot be read, the paper's name. */
async function show(data: PushMessageData | null): Promise<void> {
  const { title = location.host, navigate = '/', ...options } = notificationOf(data)
  const leads: Leads = { navigate: addressOf(navigate), page: options.data?.page }
  await worker.registration.showNotification(title, { ...options, data: leads })
}

function notificationOf(data: PushMessageData | null): NonNullable<Message['notification']> {
  try {
    return (data?.json() as Message).notification ?? {}
  } catch {
    return {}
  }
}

/** Nothing but an address of the web is opened. */
function addressOf(navigate: string): string {
  const url = new URL(navigate, location.origin)
  return /^https?:$/.test(url.protocol) ? url.href : location.origin
}

/** A tab that shows it already comes to the front. */
async function open({ navigate, page }: Leads): Promise<void> {
  const tabs = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const wanted = [navigate, page].map(withoutHash)
  const tab = tabs.find(({ url }) => wanted.includes(withoutHash(url)))
  await (tab === undefined ? worker.clients.openWindow(navigate) : tab.focus())
}

function withoutHash(url: string | undefined): string | undefined {
  return url?.split('#', 1)[0]
}

/** The service has ended the subscription: another takes its place, with the reader's choices. */
async function renew(
  old: PushSubscription | null | undefined,
  made: PushSubscription | null | undefined,
): Promise<void> {
  const kept = await caches.open('push')
  const known: { endpoint?: string; key?: string } = (await (await kept.match('/-/alerts/push'))?.json()) ?? {}
  const key = old?.options.applicationServerKey ?? known.key
  const subscription =
    made ?? (await worker.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }))
  const { endpoint, keys } = subscription.toJSON()
  const applicationServerKey = base64Url(subscription.options?.applicationServerKey) ?? known.key
  const body = JSON.stringify({ endpoint, keys, applicationServerKey, replaces: old?.endpoint ?? known.endpoint })
  const headers = { 'content-type': 'application/json' }
  const { ok } = await fetch('/-/alerts/push', { method: 'POST', headers, body })
  // What the paper has not taken is not noted: the page of alerts says it again.
  if (ok) await kept.put('/-/alerts/push', new Response(JSON.stringify({ ...known, endpoint })))
}

function base64Url(key: ArrayBuffer | null | undefined): string | undefined {
  if (!key) return undefined
  const text = btoa(String.fromCharCode(...new Uint8Array(key)))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
