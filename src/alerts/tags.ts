import { defineTag } from '../kit/page-cache/tag.ts'

/** On every page: the banner of breaking news above it. */
export const bannerTag = defineTag('banner')
/** On the public log of alerts and its feeds. */
export const alertsTag = defineTag('alerts')
