import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'
import packed from '@sparticuz/chromium'

const installed = [
  '/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The browser of the tests: on Linux x64 the one that came with npm, elsewhere a Chrome found on the machine. */
export async function openBrowser(): Promise<Browser | undefined> {
  if (process.platform === 'linux' && process.arch === 'x64') {
    // The package's own switches are for functions in a cloud: one process, which ends with its first page, and no web security.
    return chromium.launch({ executablePath: await packed.executablePath(), args: ['--no-sandbox', '--font-render-hinting=none'], headless: true })
  }
  const executablePath = installed.find((path) => existsSync(path))
  if (executablePath === undefined) {
    console.warn('No Chrome was found on this machine: the browser journeys are skipped.')
    return undefined
  }
  return chromium.launch({ executablePath, headless: true })
}
