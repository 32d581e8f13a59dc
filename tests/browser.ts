import packed from '@sparticuz/chromium'
import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * A whole Chrome, which keeps notifications; the one from npm has no place for them. Undefined where none is installed:
 * `CRIER_TEST_CHROME` says where else one is.
 */
export async function openWholeBrowser(): Promise<Browser | undefined> {
  const { CRIER_TEST_CHROME: own = '' } = process.env
  const executablePath = [own, ...installed].find((path) => path !== '' && existsSync(path))
  if (executablePath === undefined) return undefined
  const args = ['--headless=new', ...(process.platform === 'linux' ? ['--no-sandbox'] : [])]
  return chromium.launch({ executablePath, headless: false, args })
}

/**
 * Where the browser of the tests is: on Linux x64 the one that came with npm, elsewhere a Chrome found on the machine.
 */
export async function browserPath(): Promise<string | undefined> {
  if (process.platform === 'linux' && process.arch === 'x64') return packed.executablePath()
  return installed.find((path) => existsSync(path))
}

export async function openBrowser(): Promise<Browser | undefined> {
  const executablePath = await browserPath()
  if (executablePath === undefined) {
    console.warn('No Chrome was found on this machine: the browser journeys are skipped.')
    return undefined
  }
  // The package's own switches are for functions in a cloud: one process, which ends with its first page, and no web
  // security.
  return chromium.launch({
    executablePath,
    headless: true,
    args: process.platform === 'linux' ? ['--no-sandbox', '--font-render-hinting=none'] : [],
  })
}
