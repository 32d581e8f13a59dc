import { describe, expect, test } from 'vitest'
import { aDatabase, engines } from '../../../tests/databases.ts'
import { system } from '../db/schema.ts'
import { Unavailable } from '../db/trouble.ts'
import type { RenderedPage } from './cached-page.ts'
import { invalidate } from './invalidate.ts'
import { openPageCache } from './page-cache.ts'
import { defineTag } from './tag.ts'

const menuTag = defineTag('menu')

describe.each(engines)('while the database is away (%s)', (engine) => {
  test('an old page serves after a soft invalidation, and never after a hard one', async () => {
    await using database = await aDatabase(engine)
    const cache = openPageCache({ database, maxBytes: 10_000_000, holdMs: 0 })
    const paper = aPaper()
    const text = async (key: string) =>
      (await cache.page(key, 'identity', () => paper.render(key))).variant.body.toString()
    expect([await text('/soft'), await text('/hard')]).toEqual(['/soft 1', '/hard 2'])
    await database.write(system, (tx) => invalidate(tx, [defineTag('/soft')]))
    await database.write(system, (tx) => invalidate(tx, [defineTag('/hard')], { hard: true }))
    paper.isAway = true
    expect([await text('/soft'), await text('/soft')]).toEqual(['/soft 1', '/soft 1'])
    await expect(text('/hard')).rejects.toThrow(Unavailable)
    await expect(text('/never-asked')).rejects.toThrow(Unavailable)
    // What was withdrawn while the old page served is gone from then on.
    await database.write(system, (tx) => invalidate(tx, [defineTag('/soft')], { hard: true }))
    await expect(text('/soft')).rejects.toThrow(Unavailable)
    paper.isAway = false
    expect(await text('/soft')).toBe('/soft 3')
    cache.stop()
  })

  test('another fault of a render is told as ever, old page or not', async () => {
    await using database = await aDatabase(engine)
    const cache = openPageCache({ database, maxBytes: 10_000_000 })
    const paper = aPaper()
    await cache.page('/a', 'identity', () => paper.render('/a'))
    await database.write(system, (tx) => invalidate(tx, [defineTag('/a')]))
    const broken = async () => {
      throw new TypeError('a bug')
    }
    await expect(cache.page('/a', 'identity', broken)).rejects.toThrow('a bug')
    cache.stop()
  })

  test('what is remembered serves in the same way, and a page made of it is rendered again soon', async () => {
    await using database = await aDatabase(engine)
    const cache = openPageCache({ database, maxBytes: 10_000_000, holdMs: 0 })
    let [isAway, menu] = [false, 'old']
    const remembered = () =>
      cache.remember('menu', async () => {
        if (isAway) throw new Unavailable('unreachable')
        return { value: menu, tags: [menuTag] }
      })
    const page = async () => {
      const body = Buffer.from(`with the ${await remembered()} menu`)
      return { status: 200, headers: [], body, isCompressible: false, tags: [menuTag] }
    }
    const text = async () => (await cache.page('/a', 'identity', page)).variant.body.toString()
    expect(await remembered()).toBe('old')
    await database.write(system, (tx) => invalidate(tx, [menuTag]))
    ;[isAway, menu] = [true, 'new']
    expect([await remembered(), await text()]).toEqual(['old', 'with the old menu'])
    isAway = false
    expect(await text()).toBe('with the new menu')
    await database.write(system, (tx) => invalidate(tx, [menuTag], { hard: true }))
    isAway = true
    await expect(remembered()).rejects.toThrow(Unavailable)
    cache.stop()
  })
})

/** Renders `/path 1`, `/path 2`, ... unless its database is away. */
function aPaper() {
  let count = 0
  const paper = {
    isAway: false,
    async render(key: string): Promise<RenderedPage> {
      if (paper.isAway) throw new Unavailable('unreachable')
      return {
        status: 200,
        headers: [],
        body: Buffer.from(`${key} ${++count}`),
        isCompressible: false,
        tags: [defineTag(key)],
      }
    },
  }
  return paper
}
