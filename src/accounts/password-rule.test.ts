import { expect, test } from 'vitest'
import { passwordFault } from './password-rule.ts'

const known = ['Hester Dunmore', 'h.dunmore@lantern.example', 'The Lantern']

test.each([
  ['short', /at least 12/u],
  ['x'.repeat(201), /at most 200/u],
  ['abcabcabcabcabc', /repeats itself/u],
  ['1qaz2wsx3edc4rfv', /built from common ones/u],
  ['Motherfucker', /built from common ones/u],
  ['password12345', /built from common ones/u],
  ['P@ssw0rd-2026!', /built from common ones/u],
  ['2026!Liverpool', /built from common ones/u],
  ['dragondragon', /built from common ones/u],
  ['correct horse', /built from common ones/u],
  ['m-a-n-c-h-e-s-t-e-r', /built from common ones/u],
  ['qwertzuiop2026', /built from common ones/u],
  ['contraseña2026', /built from common ones/u],
  ['hunter in the Hester-Dunmore wood', /your name/u],
  ['as h.dunmore as it gets', /your address/u],
  ['h.dunmore@lantern.example', /your address/u],
  ['under THE LANTERN by the quay', /name of the paper/u],
  ['under th3 l4ntern by the quay', /name of the paper/u],
])('%s is refused, and the words say why', async (password, words) => {
  expect((await passwordFault(password, known))?.words).toMatch(words)
})

test.each([
  'correct horse battery staple',
  'ferries under the moon',
  'lanterns over the quay',
  'Ein Sommer am kalten Hafen',
  'كانت السفينة في الميناء',
  'vXq7-Lw2t-9bNe',
  'the password of my aunt is a parrot',
])('%s is taken', async (password) => {
  expect(await passwordFault(password, known)).toBeUndefined()
})

test('a name of three letters is no reason', async () => {
  expect(await passwordFault('ferries under the moon', ['Ann', 'ann@x.example', 'Moo'])).toBeUndefined()
})
