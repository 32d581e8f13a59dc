import { expect, test } from 'vitest'
import { openJournal } from './journal.ts'
import { openMemory, type Memory } from './memory.ts'
import { defineTag, defineTags, type Tag } from './tag.ts'

const topicTag = defineTags('topic')
const pollTag = defineTags('poll')
const menuTag = defineTag('menu')

/** Asks for a key; notes in `reads` what was not remembered. */
function reader(memory: Memory, reads: string[]) {
  return (key: string, tags: readonly Tag[] = [defineTag(key)]) =>
    memory.remember(key, async () => {
      reads.push(key)
      return { value: key, tags }
    })
}

test('of more values than are kept the oldest goes, and the others stay', async () => {
  const reads: string[] = []
  const read = reader(openMemory(openJournal(), 3), reads)
  for (const key of ['a', 'b', 'c', 'd', 'd', 'c', 'b']) expect(await read(key)).toBe(key)
  expect(reads).toEqual(['a', 'b', 'c', 'd'])
  await read('a')
  expect(reads).toEqual(['a', 'b', 'c', 'd', 'a'])
})

test('an invalidation forgets what has one of its tags, and nothing else', async () => {
  const reads: string[] = []
  const memory = openMemory(openJournal())
  const read = reader(memory, reads)
  const all = async () => {
    await read('menu', [menuTag, topicTag(1)])
    await read('topic', [topicTag(1)])
    await read('poll', [pollTag(7)])
  }
  await all()
  memory.forget([topicTag(1), topicTag(2)], true)
  await all()
  expect(reads).toEqual(['menu', 'topic', 'poll', 'menu', 'topic'])
  memory.forget([topicTag(1)], true)
  memory.forget([menuTag], true)
  await all()
  expect(reads).toEqual(['menu', 'topic', 'poll', 'menu', 'topic', 'menu', 'topic'])
})
