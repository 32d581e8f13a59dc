import { hash } from 'node:crypto'
import { canonicalJson } from '../working-copies/canonical-json.ts'
import type { Content } from '../working-copies/content.ts'

/** The hash of this text, these fields and pictures: what somebody approved. */
export function contentHash(content: Content): string {
  return hash('sha256', canonicalJson(content))
}
