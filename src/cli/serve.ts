import { Command } from 'commander'
import type { Config } from '../config.ts'
import type { OpenHouse } from '../house.ts'
import { finishMoving } from '../importers/start/preview-folder.ts'
import { Refusal } from '../kit/errors.ts'
import { openServing } from './serving.ts'
import { assertNotLost, configOf, demoOf, hasHouse } from './with-house.ts'

export function serveCommand(): Command {
  return new Command('serve')
    .description('serve the paper; with none started yet, the demo')
    .option('--demo', 'serve the demo house although there is a paper')
    .action(async (options: { demo?: boolean }) => {
      const config = configOf()
      await finishMoving(config)
      const demo = options.demo === true || !hasHouse(config)
      if (options.demo !== true) assertNotLost(config)
      if (demo && !config.isLoopback) {
        throw new Refusal('conflict', `There is no paper in ${config.dataDir} yet, and the demo is served on loopback only (CRIER_URL is ${config.origin}). Start yours with "crier init".`)
      }
      if (demo && !hasHouse(demoOf(config))) console.log('Making the demo, a fictional town\'s newspaper. It takes some seconds, and only this once.')
      await using serving = await openServing(config, demo)
      for (const line of greeting(serving.house(), config, serving.port, demo)) console.log(line)
      await stopSignal()
    })
}

function greeting(house: OpenHouse, config: Config, port: number, demo: boolean): string[] {
  const origin = new URL(config.origin).port === String(port) || !config.isLoopback ? config.origin : `http://localhost:${port}`
  const { name } = house.settings.current().identity
  const lines = [`${name} is being served.`, `  The paper    ${origin}/`]
  if (demo) return [...lines, `  The mailbox  ${origin}/-/mailbox`, `  Your paper   ${origin}/-/start`, '  This is a demo: "npx crier init" starts your own paper empty, and the last address brings the one you have.']
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
