import { describe, expect, test } from 'vitest'
import { addUpload, sitePath, uploadOf } from './addresses.ts'

describe('an upload is found by its address', () => {
  const uploads = new Map<string, number>()
  const folder = 'https://old.example/wp-content/uploads/2025/06/'
  addUpload(uploads, `${folder}panorama-scaled.jpg`, 9)
  addUpload(uploads, `${folder}cafe-côte-港.jpg`, 13)
  addUpload(uploads, `${folder}chart-300x200.png`, 20)
  addUpload(uploads, `${folder}chart-150x150.png`, 21)
  addUpload(uploads, `${folder}edited-e1600000000000.jpg`, 30)
  addUpload(uploads, '2025/06/by-file.pdf', 40)

  test.each([
    [`${folder}panorama-scaled.jpg`, 9],
    [`${folder}panorama-1024x439.jpg`, 9],
    [`${folder}panorama.jpg`, 9],
    ['http://www.old.example/wp-content/uploads/2025/06/panorama.jpg?w=640', 9],
    [`${folder}cafe-c%C3%B4te-%E6%B8%AF.jpg`, 13],
    [`${folder}cafe-co\u0302te-港-300x200.jpg`, 13],
    // Uploaded under names that look like generated sizes: each is its own picture.
    [`${folder}chart-300x200.png`, 20],
    [`${folder}chart-150x150.png`, 21],
    [`${folder}edited-300x200.jpg`, 30],
    [`${folder}by-file.pdf`, 40],
    [`${folder}other.jpg`, undefined],
    ['https://elsewhere.example/panorama.jpg', undefined],
    ['%', undefined],
  ])('%s is %s', (address, id) => {
    expect(uploadOf(uploads, address)).toBe(id)
  })
})

test.each([
  ['https://old.example/2024/01/a/?b=1', '/2024/01/a/?b=1'],
  ['http://www.old.example/?p=12', '/?p=12'],
  ['https://old.example', '/'],
  ['https://other.example/2024/', undefined],
  ['nonsense', undefined],
])('the path of %s is %s', (address, path) => {
  expect(sitePath(address, { link: 'https://old.example', blogUrl: 'https://old.example' })).toBe(path)
})

test('a site in a folder leaves its folder behind', () => {
  const site = { link: 'https://old.example/paper', blogUrl: 'https://old.example/paper' }
  expect(sitePath('https://old.example/paper/2024/a/', site)).toBe('/2024/a/')
  expect(sitePath('https://old.example/papers/', site)).toBeUndefined()
})
