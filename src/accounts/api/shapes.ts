/** What the operations of accounts take and give. */
import { z } from 'zod'
import type { House } from '../../kit/house.ts'
import { withCookie } from '../../kit/http/guards/api-reply.ts'
import type { ApiRequest } from '../../kit/http/guards/api.ts'
import { isFailure, type Failure } from '../../kit/outcome.ts'
import type { Member } from '../member.ts'
import type { SignedIn } from '../passkeys.ts'
import { notLetIn } from '../refusals.ts'
import { memberByPublicId } from '../store.ts'

export const role = z.enum(['contributor', 'reporter', 'editor', 'moderator', 'publisher'])

export const member = z.object({
  id: z.string(),
  name: z.string(),
  role,
  personId: z.int().nullable().meta({ description: 'Who they are in bylines.' }),
  email: z.string().nullable(),
  language: z.string(),
})

export const signedInReply = z.object({ outcome: z.literal('signed-in'), member })

export const token = z.string().min(20).max(100)

/** A link's bytes as browsers write them (RFC 4648, 5). */
const base64url = z
  .string()
  .min(1)
  .max(20_000)
  .regex(/^[\w-]+$/u)
const credential = {
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  clientExtensionResults: z.object({}).default({}),
}

/** As WebAuthn has it (RegistrationResponseJSON); what else browsers say there is not looked at. */
export const registrationResponse = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(30)).max(10).optional(),
  }),
})

/** AuthenticationResponseJSON. */
export const authenticationResponse = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.optional(),
  }),
})

/** PublicKeyCredentialRequestOptionsJSON and PublicKeyCredentialCreationOptionsJSON: for the browser as they are. */
export const browserOptions = z.object({ options: z.looseObject({ challenge: z.string() }) })

export function seenMember({ publicId: id, name, role, personId, email, language }: Member): z.input<typeof member> {
  return { id, name, role, personId, email, language }
}

/** With the cookie of the session that was opened. */
export function signedInAnswer(result: SignedIn) {
  if (isFailure(result)) return result
  const { outcome, member, cookie } = result
  return withCookie({ outcome, member: seenMember(member) }, cookie)
}

/** Who asks, where only members may. */
export async function ownMember(
  house: House,
  { actor }: Pick<ApiRequest<unknown, unknown>, 'actor'>,
): Promise<Member | Failure> {
  return (
    (await memberByPublicId(house.db, actor.id)) ?? notLetIn('member-gone', 'unknown', 'This member no longer exists.')
  )
}
