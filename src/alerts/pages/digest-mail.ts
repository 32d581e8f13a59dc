import type { House } from '../../kit/house.ts'
import type { Answer } from '../../kit/http/answers.ts'
import type { StaffRequest } from '../../kit/http/guards/staff.ts'
import { isFailure } from '../../kit/outcome.ts'
import { renderMissingPage } from '../../layout/missing-page.ts'
import { previewDigest } from '../digests/preview.ts'

/** Of its HTML nothing runs and nothing is followed: what a mail program does with styles and pictures, and no more. */
const policy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  'sandbox',
  "frame-ancestors 'self'",
].join('; ')

/** `GET /desk/digests/:id`: the mail of somebody's next digest as it would be now, for the frame in the desk. */
export async function showDigestMail(house: House, { actor, params }: StaffRequest): Promise<Answer> {
  const preview = await previewDigest(house, actor, { publicId: params.id ?? '' })
  if (isFailure(preview) || preview.mail === null) return renderMissingPage(house, 404)
  return { kind: 'html', status: 200, html: preview.mail.html, policy, noindex: true }
}
