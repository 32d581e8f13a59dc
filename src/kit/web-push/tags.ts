import { defineTag } from '../page-cache/tag.ts'

/** Of pages that say what browsers subscribe with; renewed with the key. */
export const vapidTag = defineTag('vapid')
