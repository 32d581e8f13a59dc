import { expect, test } from 'vitest'
import { readOldAddress } from './parse-legacy-url.ts'

function read(address: string): unknown {
  const [path = '', query = ''] = address.split('?', 2)
  const old = readOldAddress(path, new URLSearchParams(query))
  if (old?.kind === 'table') return [old.asked.as, ...old.asked.paths]
  return old?.kind === 'moved' ? old.location : old?.kind === 'archive' ? [old.year, old.month] : undefined
}

test.each([
  ['/2024/05/a-story/feed/', ['feed', '/2024/05/a-story/']],
  ['/2024/05/a-story/feed/atom', ['atom', '/2024/05/a-story/']],
  ['/index.php/2024/05/a-story/', ['page', '/2024/05/a-story/']],
  ['/category/news/port/page/2/', ['page', '/category/news/port/', '/category/port/']],
  ['/?cat=3&feed=atom', ['atom', '/?cat=3']],
  ['/?tag=tide', ['page', '/tag/tide/']],
  ['/?p=012', ['page', '/?p=12', '/?page_id=12', '/?attachment_id=12']],
  ['/?page_id=12&utm_source=x', ['page', '/?page_id=12', '/?p=12', '/?attachment_id=12']],
  [
    '/paper/wp-content/uploads/sites/3/2024/a-300x200.jpg',
    ['page', '/wp-content/uploads/2024/a-300x200.jpg', '/wp-content/uploads/2024/a.jpg'],
  ],
  ['/wp-content/blogs.dir/2/files/2009/b.png', ['page', '/wp-content/uploads/2009/b.png']],
  [
    '/wp-content/uploads/c-scaled.jpg.webp',
    ['page', '/wp-content/uploads/c-scaled.jpg.webp', '/wp-content/uploads/c.jpg'],
  ],
  ['/2024/', [2024, undefined]],
  ['/2024/5', [2024, 5]],
  ['/2024/05/12/page/2/', [2024, 5]],
  ['/?m=20240512', [2024, 5]],
  ['/?year=2024&monthnum=5', [2024, 5]],
  ['/feed/', '/feed.xml'],
  ['/comments/feed/', '/feed.xml'],
  ['/?feed=atom', '/feed.atom'],
  ['/page/2/', '/-/archive'],
  ['/page/1', '/'],
  ['/?s=high tide', '/search?q=high%20tide'],
  ['/?s=', '/search'],
  ['/?p=x', '/'],
  ['/2024/13/', undefined],
  ['/2024/02/30/', undefined],
  ['/wp-login.php', undefined],
  ['/wp-admin/', undefined],
  ['/comments/', undefined],
  ['/7/', undefined],
  ['/a-story/', undefined],
  ['/', undefined],
])('%s asks for %j', (address, asked) => {
  expect(read(address)).toEqual(asked)
})
