import { Command } from 'commander'
import type { Config } from '../config.ts'
import type { OpenHouse } from '../house.ts'
import { finishMoving } from '../importers/start/preview-folder.ts'
import { Refusal } from '../kit/errors.ts'
import { proxyFaultOf, proxyFaults } from '../kit/http/proxies.ts'
import { allNotices } from '../kit/notices.ts'
import { collectInQuietTime, fullCollection } from '../kit/quiet-time.ts'
import { say } from './output.ts'
import { deskKeyFile, keyFile, openServing, type Serving } from './serving.ts'
import { assertNotLost, configOf, demoOf, hasHouse } from './with-house.ts'

export function serveCommand(): Command {
  return new Command('serve')
    .description('serve the paper, or the demo if there is none yet')
    .option('--demo', 'serve the demo even if there is a paper')
    .action(async (options: { demo?: boolean }) => {
      const config = configOf()
      await finishMoving(config)
      const demo = options.demo === true || !hasHouse(config)
      if (options.demo !== true) assertNotLost(config)
      if (demo && !config.isLoopback) {
        throw new Refusal(
          'conflict',
          `There is no paper in ${config.dataDir} yet, ` +
            `and the demo is served on loopback only (CRIER_URL is ${config.origin}). Start yours with "crier init".`,
        )
      }
      if (demo && !hasHouse(demoOf(config)))
        console.log("Creating the demo, a fictional town's newspaper. This takes a few seconds, just this once.")
      const onKnock = (path: string, address: string) => say(knock(config, path, address))
      const onFirstRun = (address: string) => {
        for (const line of firstRunLines(config, address)) say(line)
      }
      await using serving = await openServing(config, demo, { onKnock, onFirstRun })
      for (const line of greeting(serving, config, demo)) console.log(line)
      if (!demo) for (const line of await proxyLines(serving.house())) console.log(line)
      const collect = fullCollection()
      if (collect !== undefined) collectInQuietTime({ collect, pressure: () => pressureOn(config) })
      await stopSignal()
    })
}

/** What is resident beside the pages in the cache; 150 MB beside them are promised (bench/memory.ts). */
const [someBytes, highBytes] = [125_000_000, 140_000_000]

function pressureOn({ pageCacheBytes }: Config): 'none' | 'some' | 'high' {
  const beside = process.memoryUsage.rss() - pageCacheBytes
  if (beside > highBytes) return 'high'
  return beside > someBytes ? 'some' : 'none'
}

function greeting(serving: Serving, config: Config, demo: boolean): string[] {
  const { name } = serving.house().settings.current().identity
  const lines = [`${name} is being served.`, `  The paper    ${serving.origin}/`]
  const isOwn = serving.canStart && serving.door !== undefined
  if (serving.firstRun === undefined) lines.push(`  The desk     ${serving.origin}/desk`)
  else lines.push(...firstRunLines(config, serving.firstRun))
  if (demo) lines.push(`  The mailbox  ${ownAddress(serving, '/-/mailbox')}`)
  if (isOwn) lines.push(`  Your paper   ${ownAddress(serving, '/-/start')}`)
  if (demo || isOwn) lines.push(`  ${keyNote(config)}`)
  const brings = isOwn ? ', and the last address imports the one you have' : ''
  if (demo) lines.push(`This is a demo: "npx crier init" starts an empty paper of your own${brings}.`)
  else if (config.smtp === undefined) lines.push(`  ${noMail}`)
  return lines
}

const noMail =
  'No mail server is set up (CRIER_SMTP_URL): mails go to the outbox folder, and forms that need mail are not offered.'

/** A terminal is its owner's alone; what goes elsewhere may be kept in a log that others read: it shows no key. */
function showsKeys(): boolean {
  return process.stdout.isTTY
}

function ownAddress({ door, origin }: Serving, path: string): string {
  return showsKeys() && door !== undefined ? door.address(path) : `${origin}${path}`
}

/** The first account of a paper is its publisher's: whoever opens this address makes it. */
function firstRunLines(config: Config, address: string): string[] {
  if (showsKeys()) return [`  The desk     ${address}`, '  There you create the first account, the publisher’s.']
  const [bare] = address.split('?')
  const where = `the address with its key is in ${deskKeyFile(config)}, which only you can read.`
  return [`  The desk     ${bare}`, `  There you create the first account: ${where}`]
}

function keyNote(config: Config): string {
  if (showsKeys()) return 'The key in an address lets in one browser, yours, and works only once.'
  return `They open with a key: the address with it is in ${keyFile(config)}, which only you can read.`
}

function knock(config: Config, path: string, address: string): string {
  const way = showsKeys() ? `open ${address}` : `the address with the key is in ${keyFile(config)}`
  return `Somebody asked for ${path} without its key. If that was you, ${way}`
}

/**
 * What is known of a proxy before the first reader comes: by the settings, and by what was noticed when it last ran.
 */
async function proxyLines({ config, db }: OpenHouse): Promise<string[]> {
  const noticed = proxyFaults(await allNotices(db), config)
  const faults = noticed.length > 0 ? noticed : [proxyFaultOf(config)]
  return faults.flatMap((fault) => (fault === undefined ? [] : [`  Attention: ${fault.words}. ${fault.remedy}`]))
}

/** A second signal while draining ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(130))
        resolve()
      })
    }
  })
}
