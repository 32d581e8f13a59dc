import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig, type Config } from '../config.ts'
import { databaseFile, openHouse, type OpenHouse } from '../house.ts'
import { Refusal } from '../kit/errors.ts'

export type HouseChoice = { demo?: boolean }

/** The configuration of this process's environment; with `demo`, of the demo beside the real one. */
export function configOf(choice: HouseChoice = {}): Config {
  const config = readConfig(process.env, readSecret)
  return choice.demo ? demoOf(config) : config
}

const maxSecretBytes = 65_536

/** What a container is given belongs to root and is nobody's to close; a file of one's own is. */
function readSecret(path: string): string {
  const found = statSync(path)
  // A device would be read without end.
  if ((!found.isFile() && !found.isFIFO()) || found.size > maxSecretBytes) throw new Error('this is not a secret')
  const { uid, mode } = found
  const isOpen = uid !== 0 && uid === process.getuid?.() && (mode & 0o007) !== 0
  if (isOpen)
    console.warn(`Everybody on this machine can read the secret in ${path}: close it with "chmod 600 ${path}".`)
  return readFileSync(path, 'utf8')
}

/** Of the demo house beside the real one, with nothing in common with it. */
export function demoOf(config: Config): Config {
  const dataDir = join(config.dataDir, 'demo')
  return {
    ...config,
    isDemo: true,
    dataDir,
    databaseUrl: undefined,
    smtp: undefined,
    media: { kind: 'disk', folder: join(dataDir, 'media') },
  }
}

/** Whether a paper has been started: a database that `init` or an import has made. */
export function hasHouse(config: Config): boolean {
  return config.databaseUrl !== undefined || existsSync(databaseFile(config))
}

/**
 * @throws Refusal when the paper's database is not there and what belongs to it is: no other paper is served in the
 * place of one that was lost
 */
export function assertNotLost(config: Config): void {
  if (hasHouse(config)) return
  const file = databaseFile(config)
  const { media } = config
  const belongings = [`${file}-wal`, ...(media.kind === 'disk' && hasFiles(media.folder) ? [media.folder] : [])]
  const left = belongings.find((path) => existsSync(path))
  if (left === undefined) return
  throw new Refusal('not-found', `The database ${file} is not there, but what belonged to it is: ${left}. ${toDo}`)
}

function hasFiles(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length > 0
}

const toDo = 'Restore your newest backup with "crier restore", or start a new paper with "crier init".'

/** Opens the house for one command and closes it whatever happens. */
export async function withHouse<T>(
  choice: HouseChoice & { create?: boolean; isLenient?: boolean },
  work: (house: OpenHouse) => Promise<T>,
): Promise<T> {
  const config = configOf(choice)
  if (!choice.create && !hasHouse(config)) {
    throw new Refusal(
      'not-found',
      choice.demo
        ? 'There is no demo yet: "crier demo" creates one.'
        : `There is no paper in ${config.dataDir} yet: "crier init" starts one, ` +
            'and so does the first "crier import wordpress".',
    )
  }
  const use = {
    commitMs: 40,
    patience: 'unhurried',
    mustExist: choice.create !== true,
    isLenient: choice.isLenient ?? false,
  } as const
  await using house = await openHouse(config, {}, use)
  return await work(house)
}
