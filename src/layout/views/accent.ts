/**
 * A publisher's own accent as a small stylesheet for both schemes. The colour keeps its hue and is moved towards black
 * or white until it can be read: 4.5:1 on paper (WCAG 2.2, 1.4.3). Undefined when it is not `#rgb` or `#rrggbb`.
 */
export function accentStyles(accent: string): string | undefined {
  const colour = parse(accent)
  if (colour === undefined) return undefined
  const light = readable(colour, papers.light, 0)
  const dark = readable(colour, papers.dark, 255)
  const lightScheme = properties(light, mix(light, papers.light, 0.8))
  const darkScheme = properties(dark, mix(dark, papers.dark, 0.7))
  return `${lightScheme}@media(prefers-color-scheme:dark){${darkScheme}}`
}

function properties(accent: Colour, ownBar: Colour): string {
  return `:root{--accent:${hex(accent)};--bar-own:${hex(ownBar)}}`
}

type Colour = [red: number, green: number, blue: number]

/** As in styles/tokens.css. */
const papers: Record<'light' | 'dark', Colour> = { light: [255, 255, 255], dark: [18, 20, 22] }

function readable(colour: Colour, paper: Colour, towards: 0 | 255): Colour {
  for (let share = 0; share < 1; share += 0.04) {
    const candidate = mix(colour, [towards, towards, towards], share)
    if (contrast(candidate, paper) >= 4.6) return candidate
  }
  return [towards, towards, towards]
}

/** WCAG's contrast ratio, 1 to 21. */
export function contrast(one: Colour, other: Colour): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function mix([r, g, b]: Colour, other: Colour, share: number): Colour {
  return [r + (other[0] - r) * share, g + (other[1] - g) * share, b + (other[2] - b) * share]
}

function parse(text: string): Colour | undefined {
  const digits = /^#(?:([0-9a-f])([0-9a-f])([0-9a-f])|([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2}))$/iu
    .exec(text.trim())
    ?.slice(1)
    .filter(Boolean)
  const [red, green, blue] = (digits ?? []).map((pair) => Number.parseInt(pair.length === 1 ? pair + pair : pair, 16))
  return red === undefined || green === undefined || blue === undefined ? undefined : [red, green, blue]
}

function hex(colour: Colour): string {
  return `#${colour.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`
}
