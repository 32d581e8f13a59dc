import type { ExportItem } from '../export.ts'
import { readExport } from '../read.ts'
import type { Import } from './run.ts'

/** The items of all files of the export, in order, one at a time. */
export async function* itemsOf({ files }: Pick<Import, 'files'>): AsyncGenerator<ExportItem> {
  for (const file of files)
    for await (const event of readExport(file.open())) if (event.kind === 'item') yield event.item
}
