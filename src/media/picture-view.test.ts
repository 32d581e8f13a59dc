import { expect, test } from 'vitest'
import { plannedRenditions } from './derive.ts'
import { pictureView, sharePicture } from './picture-view.ts'

const media = { publicId: 'abcdefghijklmnop' }
const planned = (hasAlpha = false, animated = false) => plannedRenditions(2000, 1500, hasAlpha, animated).map((plan) => ({ ...plan, mediaId: 1 }))

test('a picture offers AVIF and WebP before the format that every browser reads', () => {
  const view = pictureView(media, planned())
  expect(view?.sources.map(({ type }) => type)).toEqual(['image/avif', 'image/webp'])
  expect(view?.src).toMatch(/^\/media\/abcdefghijklmnop\/[\w-]+\.jpeg$/u)
  for (const srcset of [view?.srcset, ...(view?.sources.map((source) => source.srcset) ?? [])]) expect(srcset).toMatch(/^(?:\/media\/abcdefghijklmnop\/[\w-]+\.\w+ \d+w(?:, )?)+$/u)
})

test('width and height hold the picture’s place: they have its shape', () => {
  const view = pictureView(media, planned())
  expect((view?.width ?? 0) / (view?.height ?? 1)).toBeCloseTo(4 / 3, 2)
})

test('with only the first rendition there, that one is shown', () => {
  const first = planned().filter(({ name, format }) => format === 'jpeg' && name === plannedRenditions(1080, 810, false, false)[0]?.name)
  const view = pictureView(media, first)
  expect(view).toMatchObject({ sources: [], width: first[0]?.width })
})

test('a moving picture has WebP alone', () => {
  expect(pictureView(media, planned(false, true))).toMatchObject({ sources: [], src: expect.stringMatching(/\.webp$/u) })
})

test('without any rendition there is nothing to show', () => {
  expect(pictureView(media, [])).toBeUndefined()
  expect(sharePicture(media, [])).toBeUndefined()
})

test('the share picture is its own crop', () => {
  expect(sharePicture(media, planned())).toEqual({ path: '/media/abcdefghijklmnop/share.jpeg', width: 1200, height: 630 })
})
