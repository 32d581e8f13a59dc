/** Which passwords are accepted: long ones that are not among the first guesses. */
import type { Failure } from '../kit/outcome.ts'
import { notLetIn } from './refusals.ts'

const minCharacters = 12
const maxCharacters = 200
/** Many good passwords contain a name or word shorter than this. */
const tellingCharacters = 4
/** This many extra characters do not make a common password good: a year and a punctuation mark. */
const addedCharacters = 5

/**
 * What is wrong with a password; undefined when it is good.
 * `known`: what anybody knows of whose it is, such as their name, their address and the paper.
 */
export async function passwordFault(password: string, known: readonly string[]): Promise<Failure | undefined> {
  const length = Array.from(password.slice(0, 2 * maxCharacters + 2)).length
  if (length < minCharacters)
    return refused(
      'password-short',
      `A password needs at least ${minCharacters} characters: three or four words will do.`,
      { least: minCharacters },
    )
  if (length > maxCharacters)
    return refused('password-long', `A password has at most ${maxCharacters} characters.`, { most: maxCharacters })
  const typed = password.normalize('NFC').toLowerCase()
  if (new Set(typed).size < 5)
    return refused('password-repeats', 'This password repeats itself, which is one of the first things people try.')
  if (holdsOneOf(typed, known))
    return refused(
      'password-telling',
      'This password contains your name, your address or the name of the paper, which people try first.',
    )
  return (await isTriedFirst(typed))
    ? refused('password-common', 'This password is built from common ones. Three or four unrelated words are better.')
    : undefined
}

function refused(code: Parameters<typeof notLetIn>[0], words: string, params?: Failure['params']): Failure {
  return notLetIn(code, 'invalid', words, params)
}

function holdsOneOf(typed: string, known: readonly string[]): boolean {
  const forms = [bareOf(typed), bareOf(unfolded(typed))]
  const words = known.flatMap((each) => [each, each.split('@', 1)[0] ?? '']).map((each) => bareOf(each.toLowerCase()))
  return words.some((word) => word.length >= tellingCharacters && forms.some((form) => form.includes(word)))
}

/** A common password plus a few characters, or two of them in a row. */
async function isTriedFirst(typed: string): Promise<boolean> {
  const often = await commonPasswords()
  const forms = [typed, bareOf(typed), bareOf(unfolded(typed))]
  return forms.some((form) => isNearly(form, often) || isTwoOf(form, often))
}

function isNearly(form: string, often: ReadonlySet<string>): boolean {
  for (let added = 0; added <= addedCharacters; added++) {
    const length = form.length - added
    if (length < tellingCharacters) return false
    for (let start = 0; start <= added; start++) if (often.has(form.slice(start, start + length))) return true
  }
  return false
}

function isTwoOf(form: string, often: ReadonlySet<string>): boolean {
  for (let end = 1; end < form.length; end++)
    if (often.has(form.slice(0, end)) && often.has(form.slice(end))) return true
  return false
}

function bareOf(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, '')
}

const disguises: Record<string, string> = { '@': 'a', 4: 'a', 3: 'e', 1: 'i', '!': 'i', 0: 'o', $: 's', 5: 's', 7: 't' }

/** `p@ssw0rd` is `password`. */
function unfolded(text: string): string {
  return text.replaceAll(/[@4310!$57]/gu, (sign) => disguises[sign] ?? sign)
}

/** The 49,000 most frequent in stolen collections; loaded when somebody chooses one. */
async function commonPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return new Set([...dictionary['passwords-common'], ...ofOtherKeyboards])
}

/** What that list, which is mostly English, lacks. */
const ofOtherKeyboards = ['contraseña', 'qwertzuiop', 'azertyuiop', 'yxcvbnm', 'abcdefghij', '0987654321']
