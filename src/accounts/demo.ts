import { system } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import type { Caller } from '../kit/http/guards/api-admission.ts'
import type { Role } from '../staff/acts.ts'
import type { Member } from './member.ts'
import type { SignedIn } from './passkeys.ts'
/** In the demo, which only its own machine can open, one click signs in. */
import { notLetIn } from './refusals.ts'
import { openSession } from './sign-in.ts'
import { insertMember, memberByPublicId } from './store.ts'

export const demoRoles = ['reporter', 'editor', 'moderator', 'publisher'] as const satisfies readonly Role[]
type DemoRole = (typeof demoRoles)[number]

const names: Record<DemoRole, string> = {
  reporter: 'Nora Lindqvist',
  editor: 'Samuel Okafor',
  moderator: 'Ines Marchetti',
  publisher: 'Ada Thornbury',
}

export function demoRolesOf({ config }: Pick<House, 'config'>, { isHere }: Pick<Caller, 'isHere'>): DemoRole[] {
  return config.isDemo && isHere ? [...demoRoles] : []
}

export async function signInAsDemo(
  house: House,
  { role, caller }: { role: DemoRole; caller: Caller },
): Promise<SignedIn> {
  if (!demoRolesOf(house, caller).includes(role))
    return notLetIn('no-demo', 'unknown', 'Only the demo lets people in this way, and only on the machine it runs on.')
  return openSession(house, { member: await demoMember(house, role), way: 'demo', caller })
}

/** Made when somebody first is them. */
async function demoMember(house: House, role: DemoRole): Promise<Member> {
  const publicId = `demo-${role}`
  const known = await memberByPublicId(house.db, publicId)
  if (known !== undefined) return known
  const { language } = house.settings.current().identity
  const at = house.clock.now()
  return house.write(system, async (tx) => {
    await insertMember(tx, { publicId, name: names[role], email: null, role, personId: null, language, at })
    const made = await memberByPublicId(tx, publicId)
    if (made === undefined) throw new Error(`the member ${publicId} is not there`)
    return made
  })
}
