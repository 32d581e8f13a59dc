import { describe, expect, test } from 'vitest'
import { parseStory } from '../../src/articles/story-file/parse.ts'

const headed = (body: string, head = 'headline: A bridge') => `---\n${head}\n---\n\n${body}\n`
const faultsOf = (source: string) => {
  const parsed = parseStory(source, 0)
  return parsed.ok ? [] : parsed.faults.map(({ line, message }) => `${line}: ${message}`)
}

describe('a story file', () => {
  test('is read as long as anybody writes', () => {
    const why = 'and nobody knows why. '.repeat(20)
    const paragraph = `The *bridge* is **shut**, says [the port](https://port.example/), ${why}`
    expect(faultsOf(headed(Array.from({ length: 1_000 }, () => paragraph).join('\n\n')))).toEqual([])
    expect(
      faultsOf(
        headed(
          Array.from({ length: 3_000 }, (_, index) => `- [ship ${index}](https://port.example/${index})`).join('\n'),
        ),
      ),
    ).toEqual([])
  })

  test.each([
    ['emphasis', '/**/'.repeat(10_000), '5: one paragraph has more than 5000 runs of *, _ and ~~'],
    ['brackets', '[a]'.repeat(15_000), '5: one paragraph has more than 20000 brackets'],
    ['comments', '<!--'.repeat(1_000), '5: one paragraph has more than 500 "<!" and "<?"'],
    [
      'directives',
      ':a[b'.repeat(2_000),
      '5: one paragraph has more than 1000 directives, a colon and a name before a bracket',
    ],
    ['containers', '::::note\n'.repeat(50), '25: more than 20 containers (:::) begin inside each other'],
    ['quotations', '> '.repeat(100), '5: more than 60 signs of quotations and lists begin the line'],
    [
      'lists',
      Array.from({ length: 70 }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n'),
      '34: parts stand more than 60 deep inside each other',
    ],
    ['one paragraph', 'word '.repeat(30_000), '5: one paragraph has more than 100000 characters'],
    ['blocks', 'a\n\n'.repeat(6_000), '10005: the story has 6000 blocks; the limit is 5000'],
    [
      'the file',
      `${'word '.repeat(15_000)}\n\n`.repeat(30),
      '1: the file has 2250089 characters; the limit is 2000000',
    ],
  ])('says with its line that it has too much: %s', (_what, body, fault) => {
    expect(faultsOf(headed(body))).toEqual([fault])
  })

  test.each([
    ['braces', `headline: ${'{'.repeat(600)}`, '2: the front matter is more than 10 levels deep'],
    [
      'laughs',
      'a: &a [x, x]\nb: &b [*a, *a]\nheadline: *b',
      '3: the front matter refers to another place (*a): write the words themselves',
    ],
    [
      'an alias of nothing',
      'headline: *nobody',
      '2: the front matter refers to another place (*nobody): write the words themselves',
    ],
    [
      'fields',
      Array.from({ length: 2_000 }, (_, index) => `k${index}: v`).join('\n'),
      '2: the front matter has a list of 2000 entries; the limit is 1000',
    ],
    ['words', `headline: ${'a'.repeat(400_000)}`, '2: the front matter has 400010 characters; the limit is 300000'],
  ])('says with its line that its head has too much: %s', (_what, head, fault) => {
    expect(faultsOf(headed('The bridge is shut.', head))).toEqual([fault])
  })

  test('does not tell the same fault a hundred thousand times', () => {
    expect(faultsOf(headed('a', '"'.repeat(200_000)))).toHaveLength(20)
  })
})
