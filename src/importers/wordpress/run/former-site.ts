import { setSetting } from '../../../publication/set-setting.ts'
import { homesOf, isUploadFolder } from '../addresses.ts'
import type { Import } from './run.ts'

/**
 * The folders that the site's old addresses begin with: its own, and that of WordPress's files where it differs
 * (`/wp/wp-content/uploads/`). Their addresses are read by rule (legacy/legacy-redirects.ts), feeds and numbers too.
 */
export async function rememberFormerSite(run: Import): Promise<void> {
  const [home, ...others] = homesOf(run.site, [...run.survey.formerHomes.keys()])
  if (home === undefined) return
  const uploads = [...run.survey.uploadFolders].map((path) => path.slice(0, -1))
  const installed = uploads.flatMap((path) => /^(.*)\/wp-content\/uploads/u.exec(path)?.[1] ?? [])
  const former = others.filter(({ host }) => host === home.host).map(({ folder }) => folder)
  const { formerSite } = run.house.settings.current()
  const value = {
    folders: among(formerSite.folders, [home.folder, ...installed, ...former]),
    uploads: among(
      formerSite.uploads,
      uploads.filter((path) => !isUploadFolder(`${path}/`)),
    ),
  }
  const isKnown =
    value.folders.length === formerSite.folders.length && value.uploads.length === formerSite.uploads.length
  if (!isKnown) await setSetting(run.house, run.actor, { key: 'formerSite', value })
  for (const path of value.uploads.filter((one) => one.startsWith('/media/') || one === '/media'))
    run.book.warn(`the old site kept its files below ${path}, which is the paper's own: links from elsewhere end there`)
}

function among(known: readonly string[], paths: readonly string[]): string[] {
  return [...new Set([...known, ...paths.map((path) => path.replace(/\/index\.php$/u, ''))])]
    .filter((path) => /^(?:\/[^/?#\s\\]+)+$/u.test(path) && path.length <= 300)
    .slice(0, 20)
}
