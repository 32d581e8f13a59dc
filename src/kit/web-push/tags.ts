import { defineTag } from '../page-cache/tag.ts'

/** On pages that contain the key browsers subscribe with; renewed with the key. */
export const vapidTag = defineTag('vapid')
