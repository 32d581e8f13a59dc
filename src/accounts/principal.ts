import type { House } from '../kit/house.ts'
import type { ApiAsking, Principal } from '../kit/http/site-parts.ts'
import { tokenActor } from '../staff/tokens.ts'
import { sessionPrincipal } from './sessions.ts'

/** Who calls the API: whoever sends a token is that program, whatever else their request holds. */
export async function principalOf(house: House, asking: ApiAsking): Promise<Principal | undefined> {
  if (asking.authorization === undefined) return sessionPrincipal(house, asking)
  const actor = await tokenActor(house, asking.authorization)
  return actor && { actor }
}
