import type { Query } from '../api/client.ts'

type Asked = NonNullable<Query<'GET /api/v1/subscribers'>>
export type SubscriberState = NonNullable<Asked['state']>
export type Channel = NonNullable<Asked['channel']>

export const subscriberStates = [
  ...(['active', 'waiting', 'left'] as const),
  ...(['bounced', 'complained', 'gone'] as const),
] satisfies SubscriberState[]
export const channels = ['email', 'push'] as const satisfies Channel[]

/** What the list shows. An address that is searched for stays out of the browser's history. */
export type SubscriberFilter = { state?: SubscriberState; channel?: Channel }

export function readSubscriberFilter(search: Record<string, unknown>): SubscriberFilter {
  const state = subscriberStates.find((known) => known === search.state)
  const channel = channels.find((known) => known === search.channel)
  return { ...(state !== undefined && { state }), ...(channel !== undefined && { channel }) }
}
