/** How much of an alert's text lock screens show. */

export const platforms = ['android', 'ios', 'desktop'] as const
export type Platform = (typeof platforms)[number]

/**
 * In Latin characters, before anything is opened; from vendors' documents and from looking (2026-11): nobody guarantees
 * them, and wide letters get fewer.
 */
const room: Record<Platform, { title: number; text: number }> = {
  android: { title: 45, text: 44 },
  ios: { title: 36, text: 145 },
  desktop: { title: 50, text: 110 },
}

export type TextPreview = { platform: Platform; title: string; text: string; cutsTitle: boolean; cutsText: boolean }

/** How each platform shows title and text before anything is opened. */
export function textPreviews({ title, text }: { title: string; text: string }): TextPreview[] {
  return platforms.map((platform) => {
    const [shownTitle, shownText] = [cut(title, room[platform].title), cut(text, room[platform].text)]
    return {
      platform,
      title: shownTitle,
      text: shownText,
      cutsTitle: shownTitle !== title,
      cutsText: shownText !== text,
    }
  })
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Wide letters (CJK, emoji) take the space of two. */
const isWide = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}/u

/** As much as fits, cut between whole graphemes, with an ellipsis if something is missing. */
function cut(words: string, most: number): string {
  let [kept, width] = ['', 0]
  for (const { segment } of segmenter.segment(words)) {
    width += isWide.test(segment) ? 2 : 1
    // One place is for the ellipsis.
    if (width < most) kept += segment
    if (width > most) return `${kept.trimEnd()}…`
  }
  return words
}

/** For a counter: graphemes, as a reader counts letters. */
export function lettersIn(words: string): number {
  return Array.from(segmenter.segment(words)).length
}
