/** What lock screens leave of an alert's words. */

export const platforms = ['android', 'ios', 'desktop'] as const
export type Platform = (typeof platforms)[number]

/**
 * In characters of Latin text, before anything is opened; by vendors' documents and by looking (2026-11): nobody
 * promises them, and wide letters get fewer.
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

/** Wide letters (CJK, emoji) take the room of two. */
const isWide = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}/u

/** As much as fits, between whole letters as a reader sees them, with an ellipsis where something is missing. */
function cut(words: string, most: number): string {
  let [kept, width] = ['', 0]
  for (const { segment } of segmenter.segment(words)) {
    width += isWide.test(segment) ? 2 : 1
    // One place is the ellipsis's.
    if (width < most) kept += segment
    if (width > most) return `${kept.trimEnd()}…`
  }
  return words
}

/** For a counter: letters as a reader sees them. */
export function lettersIn(words: string): number {
  return Array.from(segmenter.segment(words)).length
}
