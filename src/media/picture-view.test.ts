import { expect, test } from 'vitest'
import { nearestRendition, pictureView, sharePicture } from './picture-view.ts'
import { plannedRenditions, renditionKey } from './renditions.ts'

const planned = (hasAlpha = false, animated = false, focus = { x: 0.5, y: 0.5 }) =>
  plannedRenditions(2000, 1500, hasAlpha, animated).map((plan) => ({
    ...plan,
    mediaId: 1,
    storageKey: renditionKey('abcdefghijklmnop', plan, focus),
  }))

test('a picture offers AVIF and WebP before the format that every browser reads', () => {
  const view = pictureView(planned())
  expect(view?.sources.map(({ type }) => type)).toEqual(['image/avif', 'image/webp'])
  expect(view?.src).toMatch(/^\/media\/abcdefghijklmnop\/[\w-]+\.jpeg$/u)
  for (const srcset of [view?.srcset, ...(view?.sources.map((source) => source.srcset) ?? [])])
    expect(srcset).toMatch(/^(?:\/media\/abcdefghijklmnop\/[\w-]+\.\w+ \d+w(?:, )?)+$/u)
})

test('width and height hold the picture’s place: they have its shape', () => {
  const view = pictureView(planned())
  expect((view?.width ?? 0) / (view?.height ?? 1)).toBeCloseTo(4 / 3, 2)
})

test('with only the first rendition there, that one is shown', () => {
  const first = planned().filter(
    ({ name, format }) => format === 'jpeg' && name === plannedRenditions(1080, 810, false, false)[0]?.name,
  )
  const view = pictureView(first)
  expect(view).toMatchObject({ sources: [], width: first[0]?.width })
})

test('a moving picture has WebP alone', () => {
  expect(pictureView(planned(false, true))).toMatchObject({ sources: [], src: expect.stringMatching(/\.webp$/u) })
})

test('without any rendition there is nothing to show', () => {
  expect(pictureView([])).toBeUndefined()
  expect(sharePicture([])).toBeUndefined()
})

test('the share picture is its own crop', () => {
  expect(sharePicture(planned())).toEqual({ path: '/media/abcdefghijklmnop/share.jpeg', width: 1200, height: 630 })
})

test('a crop around another point has another address, and the whole picture keeps its own', () => {
  const [before, after] = [planned(), planned(false, false, { x: 0.25, y: 0.5 })]
  expect(pictureView(after, 'wide')?.src).toMatch(/wide-\d+\.25-50\.jpeg$/u)
  expect(pictureView(after, 'wide')?.src).not.toBe(pictureView(before, 'wide')?.src)
  expect(pictureView(after)).toEqual(pictureView(before))
})

test.each([
  [{ width: 300, height: 225 }, '360.jpeg'],
  [{ width: 1024, height: 768 }, '1080.jpeg'],
  [{ width: 150, height: 150 }, 'square-160.jpeg'],
  [{ width: 600, height: 400 }, 'wide-720.jpeg'],
  [{ width: 400, height: 900 }, '360.jpeg'],
  [undefined, '2000.jpeg'],
])('who asks for %j gets %s: its shape where we have it, the nearest width', (size, name) => {
  expect(nearestRendition(planned(), size)).toBe(`/media/abcdefghijklmnop/${name}`)
})

test('asked for what has one rendition or none, that or nothing is given', () => {
  expect(nearestRendition(planned(false, true).slice(0, 1), { width: 3000, height: 100 })).toMatch(/\/360\.webp$/u)
  expect(nearestRendition([], undefined)).toBeUndefined()
})
