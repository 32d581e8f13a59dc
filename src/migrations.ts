import { accountsTables } from './accounts/tables.ts'
import { alertsTables } from './alerts/tables.ts'
import { articlesTables } from './articles/tables.ts'
import { conversationTables } from './conversation/tables.ts'
import { deliveriesTables } from './deliveries/tables.ts'
import { editingTables } from './editing/tables.ts'
import { importersTables } from './importers/tables.ts'
import type { Migration } from './kit/db/migrate.ts'
import { kitTables } from './kit/tables.ts'
import { mediaTables } from './media/tables.ts'
import { peopleTables } from './people/tables.ts'
import { importedTallyTables } from './polls/imported-tallies/tables.ts'
import { pollsTables } from './polls/tables.ts'
import { readersTables } from './readers/tables.ts'
import { searchTables } from './search/tables.ts'
import { staffTables } from './staff/tables.ts'
import { subscriptionsTables } from './subscriptions/tables.ts'
import { topicsTables } from './topics/tables.ts'
import { workingCopiesTables } from './working-copies/tables.ts'

/** In the order in which they are applied: a room stands on those before it. */
export const migrations: readonly Migration[] = [
  kitTables,
  staffTables,
  readersTables,
  peopleTables,
  mediaTables,
  topicsTables,
  accountsTables,
  articlesTables,
  pollsTables,
  importedTallyTables,
  conversationTables,
  importersTables,
  searchTables,
  workingCopiesTables,
  editingTables,
  subscriptionsTables,
  deliveriesTables,
  alertsTables,
]
