import { expect, test } from 'vitest'
import { reloading } from './reloading.ts'

test('a slow reading does not take the place of a later one', async () => {
  const answers: ((value: string) => void)[] = []
  const seen: string[] = []
  const reload = reloading(
    () => new Promise<string>((answer) => void answers.push(answer)),
    (value) => void seen.push(value),
  )
  const both = [reload(), reload()]
  answers[1]?.('new')
  await both[1]
  answers[0]?.('old')
  await both[0]
  expect(seen).toEqual(['new'])
})
