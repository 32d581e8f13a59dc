import { getOrCreate } from './get-or-create.ts'

/** By script (ISO 15924), where it has a sign of its own. */
const ofScript: Readonly<Record<string, string>> = { Arab: '، ', Hans: '，', Hant: '，', Jpan: '、', Ethi: '፣ ' }

const commas = new Map<string, string>()

/**
 * What a language puts between parts that stand side by side and are no list: ", " in "mayor, via a translator". (A
 * list ends with a word for "and": format-list.ts.)
 * @param language a BCP 47 tag; whatever is none has the comma of English
 */
export function commaOf(language: string): string {
  return getOrCreate(commas, language, () => ofScript[scriptOf(language) ?? ''] ?? ', ')
}

function scriptOf(language: string): string | undefined {
  try {
    return new Intl.Locale(language).maximize().script
  } catch {
    return undefined
  }
}
