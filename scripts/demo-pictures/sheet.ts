/** A sheet of drawing: shapes cut by an unsteady hand and strokes carved into them, written as SVG. */

export type Point = readonly [x: number, y: number]
export type Random = () => number

export type Sheet = { random: Random; definitions: string[]; marks: string[] }

export const width = 1800
export const height = 1200

/** All pictures are printed with these inks. */
export const ink = {
  black: '#17212b',
  deep: '#1f3848',
  night: '#2a4d63',
  sea: '#3d7079',
  mist: '#9fbeb9',
  pale: '#cfdcd2',
  paper: '#f4ebda',
  cream: '#f8e2b4',
  ochre: '#e2a43e',
  coral: '#dc6a40',
  rust: '#a5402c',
  moss: '#647a52',
  pine: '#2f4a42',
  plum: '#4b3a55',
  rose: '#e0a590',
  slate: '#627985',
} as const

export function newSheet(name: string): Sheet {
  return { random: randomOf(name), definitions: [], marks: [] }
}

/** The same name always draws the same picture. */
function randomOf(name: string): Random {
  let state = 2166136261
  for (const character of name) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16777619)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export function svgOf({ definitions, marks }: Sheet): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}"><defs>${definitions.join('')}</defs>${marks.join('\n')}</svg>`
  )
}

export function between(sheet: Sheet, least: number, most: number): number {
  return least + sheet.random() * (most - least)
}

export function pick<T>(sheet: Sheet, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(sheet.random() * choices.length)] ?? choices[0]
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}

// Shapes ---------------------------------------------------------------------

/** A polygon whose edges waver as a knife in linoleum does. */
export function cut(sheet: Sheet, points: readonly Point[], colour: string, { rough = 2.2, opacity = 1 } = {}): void {
  sheet.marks.push(`<path d="${pathOf(unsteady(sheet, points, rough))}Z" fill="${colour}"${opacityOf(opacity)}/>`)
}

export function box(
  sheet: Sheet,
  x: number,
  y: number,
  w: number,
  h: number,
  colour: string,
  options: { rough?: number; opacity?: number } = {},
): void {
  cut(
    sheet,
    [
      [x, y],
      [x + w, y],
      [x + w, y + h],
      [x, y + h],
    ],
    colour,
    options,
  )
}

/** A closed curve through the points. */
export function blob(sheet: Sheet, points: readonly Point[], colour: string, opacity = 1): void {
  sheet.marks.push(`<path d="${curveOf(points, true)}" fill="${colour}"${opacityOf(opacity)}/>`)
}

export function disc(
  sheet: Sheet,
  x: number,
  y: number,
  r: number,
  colour: string,
  { squash = 1, opacity = 1 } = {},
): void {
  const points = range(28).map((step): Point => {
    const turn = (step / 28) * Math.PI * 2
    const reach = r * (1 + (sheet.random() - 0.5) * 0.015)
    return [x + Math.cos(turn) * reach, y + Math.sin(turn) * reach * squash]
  })
  blob(sheet, points, colour, opacity)
}

export function line(
  sheet: Sheet,
  points: readonly Point[],
  colour: string,
  thickness: number,
  { opacity = 1, curved = false } = {},
): void {
  const d = curved ? curveOf(points, false) : pathOf(points)
  sheet.marks.push(
    `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${round(thickness)}" stroke-linecap="round" ` +
      `stroke-linejoin="round"${opacityOf(opacity)}/>`,
  )
}

/** A stroke of the gouge: it enters thin, widens and runs out. */
export function gouge(
  sheet: Sheet,
  x: number,
  y: number,
  length: number,
  thickness: number,
  angle: number,
  colour: string,
  { opacity = 1, bend = 0 } = {},
): void {
  sheet.marks.push(
    `<path d="${gougePath(x, y, length, thickness, angle, bend)}" fill="${colour}"${opacityOf(opacity)}/>`,
  )
}

/** The whole sheet or a band of it inked in colours that run into one another. `stops` from top to bottom. */
export function roll(
  sheet: Sheet,
  stops: readonly (readonly [at: number, colour: string])[],
  top = 0,
  bottom = height,
): void {
  const id = `roll${sheet.definitions.length}`
  const inner = stops.map(([at, colour]) => `<stop offset="${at}" stop-color="${colour}"/>`).join('')
  sheet.definitions.push(`<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${inner}</linearGradient>`)
  sheet.marks.push(`<rect x="-10" y="${top}" width="${width + 20}" height="${bottom - top}" fill="url(#${id})"/>`)
}

/** Light that fades outwards, stepped like a stencil when `steps` is small. */
export function glow(
  sheet: Sheet,
  x: number,
  y: number,
  r: number,
  colour: string,
  { opacity = 0.6, squash = 1 } = {},
): void {
  const id = `glow${sheet.definitions.length}`
  sheet.definitions.push(
    `<radialGradient id="${id}"><stop offset="0" stop-color="${colour}" stop-opacity="${opacity}"/>` +
      `<stop offset="0.45" stop-color="${colour}" stop-opacity="${Math.round(opacity * 40) / 100}"/>` +
      `<stop offset="1" stop-color="${colour}" stop-opacity="0"/></radialGradient>`,
  )
  sheet.marks.push(
    `<ellipse cx="${round(x)}" cy="${round(y)}" rx="${round(r)}" ry="${round(r * squash)}" fill="url(#${id})"/>`,
  )
}

/** What `draw` draws is seen only inside the polygon. */
export function within(sheet: Sheet, region: readonly Point[] | string, draw: () => void): void {
  const id = `clip${sheet.definitions.length}`
  const d = typeof region === 'string' ? region : `${pathOf(region)}Z`
  sheet.definitions.push(`<clipPath id="${id}"><path d="${d}"/></clipPath>`)
  sheet.marks.push(`<g clip-path="url(#${id})">`)
  draw()
  sheet.marks.push('</g>')
}

export function turned(sheet: Sheet, x: number, y: number, degrees: number, draw: () => void): void {
  sheet.marks.push(`<g transform="rotate(${round(degrees)} ${round(x)} ${round(y)})">`)
  draw()
  sheet.marks.push('</g>')
}

export function faint(sheet: Sheet, opacity: number, draw: () => void): void {
  sheet.marks.push(`<g opacity="${opacity}">`)
  draw()
  sheet.marks.push('</g>')
}

// Carving --------------------------------------------------------------------

export type Carving = {
  colour: string
  /** Degrees; 0 is level. */
  angle?: number
  /** Between rows, in pixels. */
  gap?: number
  thickness?: number
  length?: number
  opacity?: number
  bend?: number
  /** 0: nothing is carved here; 1: every stroke, at full width. */
  density?: (x: number, y: number) => number
}

/** Rows of gouge strokes over a polygon's area; where `density` is low they are thin and rare. */
export function carve(sheet: Sheet, region: readonly Point[], carving: Carving): void {
  const { colour, angle = 0, gap = 16, thickness = 5, length = 90, opacity = 1, bend = 0, density = () => 1 } = carving
  const [left, top, right, bottom] = boundsOf(region)
  const [cx, cy] = [(left + right) / 2, (top + bottom) / 2]
  const reach = Math.hypot(right - left, bottom - top) / 2 + length
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]
  const strokes: string[] = []
  for (let across = -reach; across < reach; across += gap) {
    for (let along = -reach - sheet.random() * length; along < reach;) {
      const long = length * (0.5 + sheet.random())
      const middle = along + long / 2
      const [mx, my] = [cx + middle * cos - across * sin, cy + middle * sin + across * cos]
      const wish = Math.min(1, Math.max(0, density(mx, my)))
      const isInside = mx > left - long && mx < right + long && my > top - long && my < bottom + long
      if (isInside && wish > 0.02 && sheet.random() < 0.25 + wish * 0.75) {
        const wavering = across + (sheet.random() - 0.5) * gap * 0.35
        const [x, y] = [cx + along * cos - wavering * sin, cy + along * sin + wavering * cos]
        strokes.push(
          gougePath(
            x,
            y,
            long * (0.45 + 0.55 * wish),
            thickness * (0.35 + 0.65 * wish) * (0.75 + sheet.random() * 0.5),
            angle,
            bend,
          ),
        )
      }
      along += long + length * (0.12 + sheet.random() * 0.25)
    }
  }
  within(sheet, region, () => sheet.marks.push(`<path d="${strokes.join('')}" fill="${colour}"${opacityOf(opacity)}/>`))
}

/** A shape and the light carved into it. */
export function carved(sheet: Sheet, points: readonly Point[], colour: string, carving: Carving): void {
  cut(sheet, points, colour)
  carve(sheet, points, carving)
}

// Paths ----------------------------------------------------------------------

function gougePath(x: number, y: number, length: number, thickness: number, angle: number, bend: number): string {
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]
  const at = (along: number, across: number) =>
    `${round(x + along * cos - across * sin)} ${round(y + along * sin + across * cos)}`
  return (
    `M${at(0, 0)}Q${at(length * 0.45, bend - thickness)} ${at(length, 0)}` +
    `Q${at(length * 0.55, bend + thickness)} ${at(0, 0)}Z`
  )
}

function unsteady(sheet: Sheet, points: readonly Point[], rough: number): Point[] {
  if (rough === 0) return [...points]
  return points.flatMap((from, index): Point[] => {
    const to = points[(index + 1) % points.length] ?? from
    const steps = Math.max(1, Math.round(Math.hypot(to[0] - from[0], to[1] - from[1]) / 46))
    return range(steps).map((step): Point => {
      const share = step / steps
      const sway = step === 0 ? rough * 0.4 : rough
      return [
        from[0] + (to[0] - from[0]) * share + (sheet.random() - 0.5) * sway,
        from[1] + (to[1] - from[1]) * share + (sheet.random() - 0.5) * sway,
      ]
    })
  })
}

export function pathOf(points: readonly Point[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('')
}

/** Catmull-Rom through the points. */
export function curveOf(points: readonly Point[], closed: boolean): string {
  const at = (index: number): Point =>
    (closed
      ? points[(index + points.length) % points.length]
      : points[Math.min(points.length - 1, Math.max(0, index))]) ?? [0, 0]
  const segments = range(closed ? points.length : points.length - 1).map((index) => {
    const [a, b, c, d] = [at(index - 1), at(index), at(index + 1), at(index + 2)]
    return (
      `C${round(b[0] + (c[0] - a[0]) / 6)} ${round(b[1] + (c[1] - a[1]) / 6)} ` +
      `${round(c[0] - (d[0] - b[0]) / 6)} ${round(c[1] - (d[1] - b[1]) / 6)} ${round(c[0])} ${round(c[1])}`
    )
  })
  const [x, y] = at(0)
  return `M${round(x)} ${round(y)}${segments.join('')}${closed ? 'Z' : ''}`
}

export function boundsOf(points: readonly Point[]): [left: number, top: number, right: number, bottom: number] {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

function opacityOf(opacity: number): string {
  return opacity === 1 ? '' : ` opacity="${Math.round(opacity * 100) / 100}"`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
