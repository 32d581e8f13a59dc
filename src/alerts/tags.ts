import { defineTag } from '../kit/page-cache/tag.ts'

/** Marks every page: the line of breaking news above it. */
export const bannerTag = defineTag('banner')
/** Marks the public log of alerts and its feeds. */
export const alertsTag = defineTag('alerts')
