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
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary = '' }) =>
        `${where}: ${id} at ${target.join(' ')}: ${failureSummary.replaceAll('\n', ' ').slice(0, 200)}`,
    ),
  )
  return [...found, ...(await paleControls(page)).map((pale) => `${where}: ${pale}`)]
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

/**
 * Fields, boxes and rounds that we draw ourselves and that stand out from their ground by less than 3:1, by their edge
 * or by what fills them (WCAG 1.4.11): axe looks at words alone.
 */
async function paleControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const brush = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    const partsOf = (colour: string): number[] => {
      if (brush === null) return [0, 0, 0, 0]
      brush.clearRect(0, 0, 1, 1)
      brush.fillStyle = colour
      brush.fillRect(0, 0, 1, 1)
      return [...brush.getImageData(0, 0, 1, 1).data]
    }
    const light = (colour: string) => {
      const [red = 0, green = 0, blue = 0] = partsOf(colour).map((part) => {
        const share = part / 255
        return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const contrast = (one: string, other: string) => {
      const [dark = 0, bright = 0] = [light(one), light(other)].toSorted((a, b) => a - b)
      return (bright + 0.05) / (dark + 0.05)
    }
    const isOpaque = (colour: string) => partsOf(colour)[3] === 255
    const groundOf = (element: Element): string => {
      for (let above = element.parentElement; above !== null; above = above.parentElement) {
        const { backgroundColor } = getComputedStyle(above)
        if (isOpaque(backgroundColor)) return backgroundColor
      }
      return getComputedStyle(document.documentElement).backgroundColor
    }
    return [...document.querySelectorAll('input, select, textarea')].flatMap((control) => {
      const style = getComputedStyle(control)
      const { width, height } = control.getBoundingClientRect()
      const isSeen = width > 4 && height > 4 && style.visibility === 'visible' && Number(style.opacity) > 0
      if (!isSeen || style.appearance !== 'none' || control.matches(':disabled')) return []
      const edge = Number.parseFloat(style.borderTopWidth) > 0 ? [style.borderTopColor] : []
      const drawn = [...edge, style.backgroundColor].filter(isOpaque)
      const ground = groundOf(control)
      if (drawn.length === 0 || drawn.some((colour) => contrast(colour, ground) >= 3)) return []
      return [`${control.outerHTML.slice(0, 120)} is too pale: ${drawn.join(', ')} on ${ground}`]
    })
  })
}
