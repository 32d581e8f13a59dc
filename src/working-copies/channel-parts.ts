import type { IncomingHttpHeaders } from 'node:http'
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import type { Right } from './wire.ts'

/** What the live channel needs from the rooms above. */
export type ChannelParts = {
  /** Who is asking right now: an ended session is nobody. */
  actorOf(house: House, headers: IncomingHttpHeaders): Promise<{ actor: Actor; name: string } | undefined>
  rightTo(house: House, actor: Actor, articleId: number): Promise<Right | undefined>
}

export const liveAddress = /^\/desk\/live\/([\w-]{1,64})$/u
