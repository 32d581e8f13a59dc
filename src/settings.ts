/** Every setting of the product, from the rooms that it belongs to. */
import { z } from 'zod'
import { alertsSettings } from './alerts/settings.ts'
import { articleSettings } from './articles/settings.ts'
import { conversationSettings } from './conversation/settings.ts'
import { deliveriesSettings } from './deliveries/settings.ts'
import { disclosuresSettings } from './disclosures/settings.ts'
import { editingSettings } from './editing/settings.ts'
import { feedsSettings } from './feeds/settings.ts'
import type { Settings } from './kit/settings.ts'
import { layoutSettings } from './layout/settings.ts'
import { legacySettings } from './legacy/settings.ts'
import { placementsSettings } from './placements/settings.ts'
import { publicationSettings } from './publication/settings.ts'
import { shareSettings } from './share/settings.ts'
import { siteSettings } from './site/settings.ts'
import { subscriptionsSettings } from './subscriptions/settings.ts'

export const settingsSchema = z.strictObject({
  ...publicationSettings,
  ...articleSettings,
  ...layoutSettings,
  ...disclosuresSettings,
  ...placementsSettings,
  ...conversationSettings,
  ...subscriptionsSettings,
  ...deliveriesSettings,
  ...editingSettings,
  ...alertsSettings,
  ...legacySettings,
  ...siteSettings,
  ...feedsSettings,
  ...shareSettings,
}) satisfies z.ZodType<Settings>
