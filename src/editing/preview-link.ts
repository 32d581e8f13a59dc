/** Links that show a working copy to somebody outside for a while. */
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { isFailure, type Failure } from '../kit/outcome.ts'
import { sign, verify } from '../kit/secrets.ts'
import { storyFor } from './story-for.ts'

export type PreviewLink = { outcome: 'made'; url: string; expiresAt: number } | Failure

const dayMs = 86_400_000

/** Anybody with the link sees the story as it is when they look, until it expires. */
export async function makePreviewLink(
  house: House,
  actor: Actor,
  { articleId, days }: { articleId: number; days: number },
): Promise<PreviewLink> {
  const row = await storyFor(house, actor, 'article.read', articleId)
  if (isFailure(row)) return row
  const at = house.clock.now()
  const expiresAt = at + days * dayMs
  const said = `${row.publicId}.${expiresAt.toString(36)}`
  const token = `${said}.${sign(house.secrets, 'preview', said)}`
  const detail = { expiresAt }
  await house.write(actor, (tx) =>
    recordDeed(tx, { deed: 'article.preview-link', subject: `article:${articleId}`, detail, at }),
  )
  return { outcome: 'made', url: `${house.config.origin}/-/preview/${token}`, expiresAt }
}

/** The public id of the story that a token shows; undefined if it has expired, or was never made here. */
export function storyOfPreview(house: Pick<House, 'secrets' | 'clock'>, token: string): string | undefined {
  const [, said = '', id = '', ends = '', signature = ''] =
    /^(([a-z0-9]{1,40})\.([a-z0-9]{1,12}))\.([\w.~-]{1,200})$/u.exec(token) ?? []
  if (said === '' || !verify(house.secrets, 'preview', said, signature)) return undefined
  return Number.parseInt(ends, 36) > house.clock.now() ? id : undefined
}
