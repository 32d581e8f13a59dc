import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** What axe finds on the page as it stands, a line for each place; `where` says which page it was. */
export async function faultsOf(page: Page, where: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary = '' }) =>
        `${where}: ${id} at ${target.join(' ')}: ${failureSummary.replaceAll('\n', ' ').slice(0, 200)}`,
    ),
  )
}

/** In light and in dark. */
export async function faultsInBothSchemes(page: Page, where: string): Promise<string[]> {
  const faults: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    faults.push(...(await faultsOf(page, `${where} ${colorScheme}`)))
  }
  return faults
}
