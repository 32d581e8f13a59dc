import { Command } from 'commander'
import { newestCards } from '../articles/lists.ts'
import type { Config } from '../config.ts'
import { openHouse, type OpenHouse } from '../house.ts'
import { routes } from '../routes.ts'
import { startServer } from '../server.ts'
import { Refusal } from '../kit/errors.ts'
import { configOf, hasHouse } from './with-house.ts'

export function serveCommand(): Command {
  return new Command('serve')
    .description('serve the paper; with none started yet, the demo')
    .option('--demo', 'serve the demo house although there is a paper')
    .action(async (options: { demo?: boolean }) => {
      const config = configOf()
      const demo = options.demo === true || !hasHouse(config)
      if (demo && !config.isLoopback) {
        throw new Refusal('conflict', `There is no paper in ${config.dataDir} yet, and the demo is served on loopback only (CRIER_URL is ${config.origin}). Start yours with "crier init".`)
      }
      await using house = await openHouse(demo ? configOf({ demo: true }) : config)
      if (demo && (await newestCards(house.db, { limit: 1 })).length === 0) await (await import('./demo.ts')).seedDemo(house)
      if (config.worker) house.queue.start()
      const server = await startServer(house, routes)
      for (const line of greeting(house, config, server.port, demo)) console.log(line)
      await stopSignal()
      await server.stop()
    })
}

function greeting(house: OpenHouse, config: Config, port: number, demo: boolean): string[] {
  const origin = new URL(config.origin).port === String(port) || !config.isLoopback ? config.origin : `http://localhost:${port}`
  const { name } = house.settings.current().identity
  const lines = [`${name} is being served.`, `  The paper    ${origin}/`]
  if (demo) return [...lines, `  The mailbox  ${origin}/-/mailbox`, '  This is a demo: "npx crier init" starts your own paper.']
  if (config.smtp === undefined) lines.push('  No mail server is set (CRIER_SMTP_URL): mails land in the outbox folder, and forms that need mail are not offered.')
  return lines
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
