import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { vi } from 'vitest'

/** The rules of axe that ask for colours. */
const ofColours = ['color-contrast', 'link-in-text-block']

type Looked = {
  /** All that axe has, unless they are named. */ rules?: readonly string[]
  /** A selector. */ but?: string
}

/** What axe finds on the page as it stands, a line for each place; `where` says which page it was. */
export async function faultsOf(page: Page, where: string, { rules, but }: Looked = {}): Promise<string[]> {
  const hasFrames = but !== 'iframe' && page.frames().length > 1
  // Half a megabyte of script, once for a page. What looks into frames opens a page of its own to put all together.
  const isThere = !hasFrames && (await page.evaluate(() => 'axe' in window))
  const axe = new AxeBuilder({ page, ...(isThere && { axeSource: 'void 0' }) }).setLegacyMode(!hasFrames)
  if (rules !== undefined) axe.withRules([...rules])
  if (but !== undefined) axe.exclude(but)
  const { violations } = await axe.analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary = '' }) =>
        `${where}: ${id} at ${target.join(' ')}: ${failureSummary.replaceAll('\n', ' ').slice(0, 200)}`,
    ),
  )
}

/** In light and in dark, which differ in colours alone (`styles/tokens.css`): in dark it looks for those. */
export async function faultsInBothSchemes(page: Page, where: string, looked: Looked = {}): Promise<string[]> {
  await turn(page, 'light')
  const inLight = await faultsOf(page, `${where} light`, looked)
  await turn(page, 'dark')
  return [...inLight, ...(await faultsOf(page, `${where} dark`, { ...looked, rules: ofColours }))]
}

/** Stylesheets have turned when the browser has; the desk's components are told by a script of theirs. */
async function turn(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  const hasTurned = () =>
    page.evaluate((wanted) => {
      const { mantineColorScheme: said } = document.documentElement.dataset
      return said === undefined || said === wanted
    }, colorScheme)
  await vi.waitUntil(hasTurned, { interval: 10, timeout: 10_000 })
}
