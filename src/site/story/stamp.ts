import { createHash, hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { House } from '../../kit/house.ts'
import { perHouse } from '../../kit/per-house.ts'
import { programFolder } from '../../kit/program.ts'
import type { Settings } from '../../kit/settings.ts'
import { publicationParts, type PublicationParts } from '../../layout/publication.ts'

/** The last one, and what it was made of. */
type Known = { settings?: Settings; parts?: PublicationParts; stamp: string }
const knownIn = perHouse((): Known => ({ stamp: '' }))

/**
 * Of what a story's page was made besides what its tags name: the code, the settings and what stands around every page.
 * Another stamp is another page.
 */
export async function storyStamp(house: House): Promise<string> {
  const settings = house.settings.current()
  const parts = await publicationParts(house)
  const known = knownIn(house)
  if (known.settings === settings && known.parts !== undefined && isSame(known.parts, parts)) return known.stamp
  const { config, assets } = house
  const made = [
    await codeHash(),
    config.origin,
    config.previewFor,
    settings,
    parts,
    assets.css,
    assets.js,
    assets.preload,
  ]
  const stamp = hash('sha256', JSON.stringify(made), 'base64url')
  return Object.assign(known, { settings, parts, stamp }).stamp
}

function isSame(a: PublicationParts, b: PublicationParts): boolean {
  return a.year === b.year && a.searchHref === b.searchHref && a.menus.every((menu, index) => menu === b.menus[index])
}

let code: Promise<string> | undefined

/** Of all that this program consists of, and of what writes its times and numbers. */
function codeHash(): Promise<string> {
  return (code ??= hashOf(programFolder))
}

async function hashOf(folder: string): Promise<string> {
  const all = createHash('sha256').update(`${process.versions.node} ${process.versions.icu}`)
  const names = (await readdir(folder, { recursive: true })).filter((name) => /(?<!\.test)\.[jt]s$/u.test(name))
  for (const name of names.toSorted()) all.update(name).update(await readFile(join(folder, name)))
  return all.digest('base64url')
}
