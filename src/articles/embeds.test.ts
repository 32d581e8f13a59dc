import { expect, test } from 'vitest'
import { embedOf, frameOrigins, isKnownEmbed } from './embeds.ts'

test.each([
  ['https://www.youtube.com/watch?v=abcdefgh123&t=4', 'YouTube', 'https://www.youtube-nocookie.com/embed/abcdefgh123'],
  ['https://youtu.be/abcdefgh123', 'YouTube', 'https://www.youtube-nocookie.com/embed/abcdefgh123'],
  ['https://www.youtube.com/shorts/abcdefgh123', 'YouTube', 'https://www.youtube-nocookie.com/embed/abcdefgh123'],
  ['https://www.youtube.com/watch?v=%22%3E%3Cscript', 'YouTube', undefined],
  ['https://vimeo.com/channels/staff/123456', 'Vimeo', 'https://player.vimeo.com/video/123456?dnt=1'],
  [
    'https://www.tiktok.com/@someone/video/7012345678901234567',
    'TikTok',
    'https://www.tiktok.com/player/v1/7012345678901234567',
  ],
  ['https://social.example/@someone/109876543210', 'Mastodon (social.example)', undefined],
  ['https://x.com/someone/status/1', 'X', undefined],
  ['https://notyoutube.com/watch?v=abcdefgh123', 'notyoutube.com', undefined],
])('%s is shown as %s', (address, provider, frameUrl) => {
  const embed = embedOf(address)
  expect([embed.provider, embed.frameUrl]).toEqual([provider, frameUrl])
  if (frameUrl !== undefined) expect(frameOrigins().some((origin) => frameUrl.startsWith(`${origin}/`))).toBe(true)
})

test('only a known provider on a line of its own is shown in its place', () => {
  expect(isKnownEmbed('https://vimeo.com/1234')).toBe(true)
  expect(isKnownEmbed('https://somewhere.example/')).toBe(false)
  expect(isKnownEmbed('no address')).toBe(false)
})
