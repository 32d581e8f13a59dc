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
    return chromium.launch({ executablePath: await packed.executablePath(), args: packed.args.filter((arg) => !arg.startsWith('--headless')), headless: true })
  }
  const executablePath = installed.find((path) => existsSync(path))
  if (executablePath === undefined) {
    console.warn('No Chrome was found on this machine: the browser journeys are skipped.')
    return undefined
  }
  return chromium.launch({ executablePath, headless: true })
}
