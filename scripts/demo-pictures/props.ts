/** Things that stand in more than one picture. */
import {
  between,
  blob,
  box,
  curveOf,
  cut,
  disc,
  faint,
  glow,
  gouge,
  ink,
  line,
  pick,
  range,
  width,
  within,
  type Point,
  type Sheet,
} from './sheet.ts'

// Land, water, weather ---------------------------------------------------------

/** The outline of a range of hills, from the left edge to the right, closed along `floor`. */
export function ridge(
  sheet: Sheet,
  base: number,
  rise: number,
  floor: number,
  { bumps = 5, left = -20, right = width + 20 } = {},
): Point[] {
  const waves = range(4).map((octave) => ({
    reach: rise / 1.9 ** octave,
    turns: bumps * 1.9 ** octave,
    shift: sheet.random() * 9,
  }))
  const tops = range(61).map((step): Point => {
    const share = step / 60
    const up = waves.reduce((sum, { reach, turns, shift }) => sum + (Math.sin(share * turns + shift) * reach) / 2, 0)
    return [left + share * (right - left), base - up]
  })
  return [...tops, [right, floor], [left, floor]]
}

type Water = { light: string; dark?: string; path?: { x: number; spread: number; colour: string }; density?: number }

/** Level strokes that grow and part towards the viewer; with `path`, a road of light. */
export function water(sheet: Sheet, top: number, bottom: number, { light, dark, path, density = 1 }: Water): void {
  for (let y = top + 4, near = 0; y < bottom; y += 5 + near * 22) {
    near = (y - top) / (bottom - top)
    const count = Math.round((9 - near * 4) * density)
    for (const _ of range(count)) {
      const long = (40 + near * 190) * (0.4 + sheet.random())
      const colour = dark !== undefined && sheet.random() < 0.45 ? dark : light
      gouge(
        sheet,
        between(sheet, -80, width),
        y + between(sheet, -3, 3),
        long,
        1.2 + near * 5 * sheet.random(),
        0,
        colour,
        { opacity: 0.85 },
      )
    }
    if (path === undefined) continue
    for (const _ of range(3 + Math.round(near * 3))) {
      const long = (30 + near * 150) * (0.4 + sheet.random())
      gouge(
        sheet,
        path.x + (sheet.random() + sheet.random() - 1) * path.spread * (0.35 + near) - long / 2,
        y + between(sheet, -3, 3),
        long,
        2 + near * 6,
        0,
        path.colour,
      )
    }
  }
}

/** A heap of cloud with a level foot. */
export function cloud(sheet: Sheet, x: number, y: number, wide: number, colour: string, opacity = 1): void {
  const puffs = range(7).map((step) => {
    const share = (step + 0.5) / 7
    const r = wide * (0.07 + 0.1 * Math.sin(share * Math.PI) * (0.7 + sheet.random() * 0.6))
    return { x: x + share * wide, r }
  })
  within(
    sheet,
    [
      [x - wide, y - wide],
      [x + wide * 2, y - wide],
      [x + wide * 2, y],
      [x - wide, y],
    ],
    () => {
      faint(sheet, opacity, () => {
        for (const puff of puffs) disc(sheet, puff.x, y - puff.r * 0.35, puff.r, colour)
        blob(
          sheet,
          [
            [x - wide * 0.06, y + 4],
            [x + wide * 0.02, y - wide * 0.05],
            [x + wide * 0.98, y - wide * 0.05],
            [x + wide * 1.06, y + 4],
          ],
          colour,
        )
      })
    },
  )
}

/** Long thin bands of cloud. */
export function streaks(sheet: Sheet, count: number, top: number, bottom: number, colour: string, opacity = 0.8): void {
  for (const _ of range(count)) {
    const y = between(sheet, top, bottom)
    const long = between(sheet, 260, 900)
    gouge(sheet, between(sheet, -300, width), y, long, between(sheet, 6, 20), between(sheet, -1.5, 1.5), colour, {
      opacity,
      bend: between(sheet, -8, 8),
    })
  }
}

export function rain(
  sheet: Sheet,
  count: number,
  colour: string,
  { angle = 104, opacity = 0.5, length = 90 } = {},
): void {
  for (const _ of range(count)) {
    gouge(
      sheet,
      between(sheet, -50, width + 200),
      between(sheet, -100, 1150),
      length * (0.4 + sheet.random()),
      1.6,
      angle,
      colour,
      { opacity: opacity * (0.5 + sheet.random() / 2) },
    )
  }
}

export function stars(sheet: Sheet, count: number, bottom: number, colour: string = ink.paper): void {
  for (const _ of range(count)) {
    const bright = sheet.random() ** 3
    disc(sheet, between(sheet, 0, width), between(sheet, 0, bottom), 1.1 + bright * 3, colour, {
      opacity: 0.45 + bright * 0.55,
    })
  }
}

export function gull(sheet: Sheet, x: number, y: number, span: number, colour: string): void {
  const lift = between(sheet, 0.18, 0.34) * span
  blob(
    sheet,
    [
      [x - span / 2, y - lift * 0.7],
      [x - span * 0.22, y - lift],
      [x, y - span * 0.02],
      [x + span * 0.22, y - lift],
      [x + span / 2, y - lift * 0.6],
      [x + span * 0.2, y - lift * 0.72],
      [x, y + span * 0.07],
      [x - span * 0.2, y - lift * 0.72],
    ],
    colour,
  )
}

// People -----------------------------------------------------------------------

type Person = {
  colour?: string
  stride?: number
  umbrella?: string
  hat?: boolean
  bag?: boolean
  arm?: number
  long?: boolean
}

/**
 * Somebody standing or walking, seen as a dark shape; `stride` below 0 walks to the left, `arm` lifts one arm
 * (degrees).
 */
export function person(sheet: Sheet, x: number, foot: number, tall: number, options: Person = {}): void {
  const { colour = ink.black, stride = 0, umbrella, hat = false, bag = false, arm, long = false } = options
  const u = tall / 100
  const lean = stride * 3 * u
  const hem = foot - (long ? 26 : 42) * u
  const step = 4 + Math.abs(stride) * 11
  const leg = (to: number, toe: number) => {
    cut(
      sheet,
      [
        [x - 5 * u, hem - 6 * u],
        [x + 5 * u, hem - 6 * u],
        [x + (to + 3.2) * u, foot - 2 * u],
        [x + (to + 3 + toe) * u, foot],
        [x + (to - 3) * u, foot],
      ],
      colour,
      { rough: 0.6 },
    )
  }
  leg(-step, stride < 0 ? -4 : 1.5)
  leg(step, stride < 0 ? -1 : 4)
  blob(
    sheet,
    [
      [x - 6 * u + lean, foot - 83 * u],
      [x + 6 * u + lean, foot - 83 * u],
      [x + 13 * u + lean, foot - 76 * u],
      [x + 11 * u, foot - 55 * u],
      [x + 13.5 * u, hem],
      [x, hem + 2 * u],
      [x - 13.5 * u, hem],
      [x - 11 * u, foot - 55 * u],
      [x - 13 * u + lean, foot - 76 * u],
    ],
    colour,
  )
  disc(sheet, x + lean * 1.3, foot - 91 * u, 7.4 * u, colour, { squash: 1.14 })
  if (hat)
    cut(
      sheet,
      [
        [x - 12 * u + lean, foot - 94 * u],
        [x - 7 * u + lean, foot - 95 * u],
        [x - 6 * u + lean, foot - 103 * u],
        [x + 6 * u + lean, foot - 103 * u],
        [x + 7 * u + lean, foot - 95 * u],
        [x + 12 * u + lean, foot - 94 * u],
      ],
      colour,
      { rough: 0.5 },
    )
  const side = stride < 0 ? -1 : 1
  if (arm !== undefined) {
    const turn = (arm * Math.PI) / 180
    line(
      sheet,
      [
        [x + lean + side * 10 * u, foot - 74 * u],
        [x + lean + side * (10 + Math.cos(turn) * 15) * u, foot - (74 + Math.sin(turn) * 12) * u],
        [x + lean + side * (10 + Math.cos(turn) * 29) * u, foot - (74 + Math.sin(turn) * 28) * u],
      ],
      colour,
      6 * u,
    )
  }
  if (bag) box(sheet, x + side * 12 * u, foot - 46 * u, 11 * u, 14 * u, colour, { rough: 0.8 })
  if (umbrella === undefined) return
  const [ux, uy] = [x + lean + side * 8 * u, foot - 112 * u]
  line(
    sheet,
    [
      [ux, foot - 60 * u],
      [ux, uy],
    ],
    colour,
    1.8 * u,
  )
  blob(
    sheet,
    [
      [ux - 34 * u, uy + 6 * u],
      [ux - 26 * u, uy - 9 * u],
      [ux, uy - 18 * u],
      [ux + 26 * u, uy - 9 * u],
      [ux + 34 * u, uy + 6 * u],
      [ux + 22 * u, uy + 2 * u],
      [ux + 11 * u, uy + 5 * u],
      [ux, uy + 1 * u],
      [ux - 11 * u, uy + 5 * u],
      [ux - 22 * u, uy + 2 * u],
    ],
    umbrella,
  )
}

export function dog(sheet: Sheet, x: number, foot: number, tall: number, colour: string = ink.black): void {
  const u = tall / 50
  blob(
    sheet,
    [
      [x - 30 * u, foot - 34 * u],
      [x + 14 * u, foot - 36 * u],
      [x + 28 * u, foot - 50 * u],
      [x + 44 * u, foot - 44 * u],
      [x + 42 * u, foot - 38 * u],
      [x + 30 * u, foot - 34 * u],
      [x + 24 * u, foot - 20 * u],
      [x - 24 * u, foot - 20 * u],
    ],
    colour,
  )
  for (const leg of [-24, -18, 16, 22])
    line(
      sheet,
      [
        [x + leg * u, foot - 22 * u],
        [x + (leg + between(sheet, -3, 5)) * u, foot],
      ],
      colour,
      4.5 * u,
    )
  line(
    sheet,
    [
      [x - 28 * u, foot - 33 * u],
      [x - 38 * u, foot - 44 * u],
      [x - 44 * u, foot - 42 * u],
    ],
    colour,
    3.5 * u,
    { curved: true },
  )
}

// Buildings --------------------------------------------------------------------

type Row = {
  wide: readonly [number, number]
  tall: readonly [number, number]
  walls: readonly [string, ...string[]]
  roof: string
  window: string
  lit?: string
  litShare?: number
  detail?: boolean
}

/** Gabled houses side by side along a base line. */
export function houses(sheet: Sheet, from: number, to: number, base: number, row: Row): void {
  for (let x = from; x < to;) {
    const wide = Math.min(between(sheet, ...row.wide), Math.max(to - x, row.wide[0] * 0.6))
    house(sheet, x, base, wide, between(sheet, ...row.tall), row)
    x += wide
  }
}

function house(sheet: Sheet, x: number, base: number, wide: number, tall: number, row: Row): void {
  const eaves = base - tall
  const peak = wide * between(sheet, 0.32, 0.62)
  const isGable = sheet.random() < 0.62
  box(sheet, x, eaves, wide + 1, tall, pick(sheet, row.walls), { rough: 1.6 })
  const roof: Point[] = isGable
    ? [
        [x - wide * 0.04, eaves + 2],
        [x + wide / 2, eaves - peak],
        [x + wide * 1.04, eaves + 2],
      ]
    : [
        [x - wide * 0.03, eaves + 2],
        [x + wide * 0.1, eaves - peak * 0.6],
        [x + wide * 0.9, eaves - peak * 0.6],
        [x + wide * 1.03, eaves + 2],
      ]
  cut(sheet, roof, row.roof, { rough: 1.6 })
  const stack = x + wide * pick(sheet, [0.2, 0.72])
  box(sheet, stack, eaves - peak * 0.78, wide * 0.11, peak * 0.62, row.roof, { rough: 1 })
  const columns = Math.max(1, Math.round(wide / (row.detail === true ? 52 : 26)))
  const floors = Math.max(1, Math.round(tall / (row.detail === true ? 74 : 38)))
  for (const floor of range(floors)) {
    for (const column of range(columns)) {
      const w = (wide / columns) * 0.38
      const h = (tall / floors) * 0.46
      const wx = x + ((column + 0.5) / columns) * wide - w / 2
      const wy = eaves + ((floor + 0.3) / floors) * tall
      const isLit = sheet.random() < (row.litShare ?? 0.4) && row.lit !== undefined
      box(sheet, wx, wy, w, h, isLit ? (row.lit ?? row.window) : row.window, { rough: 1 })
      if (row.detail === true && w > 13) {
        line(
          sheet,
          [
            [wx + w / 2, wy],
            [wx + w / 2, wy + h],
          ],
          row.roof,
          1.6,
        )
        line(
          sheet,
          [
            [wx, wy + h / 2],
            [wx + w, wy + h / 2],
          ],
          row.roof,
          1.6,
        )
      }
    }
  }
}

export function spire(sheet: Sheet, x: number, base: number, tall: number, colour: string): void {
  const w = tall * 0.15
  box(sheet, x - w, base - tall * 0.52, w * 2, tall * 0.52, colour)
  cut(
    sheet,
    [
      [x - w * 1.12, base - tall * 0.51],
      [x, base - tall],
      [x + w * 1.12, base - tall * 0.51],
    ],
    colour,
  )
  line(
    sheet,
    [
      [x, base - tall],
      [x, base - tall * 1.07],
    ],
    colour,
    tall * 0.012,
  )
}

export function lamp(
  sheet: Sheet,
  x: number,
  foot: number,
  tall: number,
  light: string | undefined,
  colour: string = ink.black,
): void {
  if (light !== undefined) glow(sheet, x, foot - tall, tall * 0.75, light, { opacity: 0.75 })
  cut(
    sheet,
    [
      [x - tall * 0.018, foot],
      [x - tall * 0.01, foot - tall * 0.9],
      [x + tall * 0.01, foot - tall * 0.9],
      [x + tall * 0.018, foot],
    ],
    colour,
    { rough: 0.6 },
  )
  const w = tall * 0.052
  cut(
    sheet,
    [
      [x - w * 0.6, foot - tall * 0.9],
      [x - w, foot - tall * 1.0],
      [x + w, foot - tall * 1.0],
      [x + w * 0.6, foot - tall * 0.9],
    ],
    light ?? ink.pale,
    { rough: 0.6 },
  )
  cut(
    sheet,
    [
      [x - w * 1.35, foot - tall * 1.0],
      [x, foot - tall * 1.055],
      [x + w * 1.35, foot - tall * 1.0],
    ],
    colour,
    { rough: 0.6 },
  )
}

export function bollard(sheet: Sheet, x: number, foot: number, tall: number, colour: string = ink.black): void {
  const w = tall * 0.28
  blob(
    sheet,
    [
      [x - w * 1.4, foot - tall],
      [x + w * 1.4, foot - tall],
      [x + w * 1.5, foot - tall * 0.82],
      [x + w, foot - tall * 0.7],
      [x + w * 0.95, foot - tall * 0.2],
      [x + w * 1.6, foot],
      [x - w * 1.6, foot],
      [x - w * 0.95, foot - tall * 0.2],
      [x - w, foot - tall * 0.7],
      [x - w * 1.5, foot - tall * 0.82],
    ],
    colour,
  )
}

// Vessels ----------------------------------------------------------------------

/** A small fishing boat, bow to the right; `flip` turns it. */
export function boat(
  sheet: Sheet,
  x: number,
  waterline: number,
  long: number,
  {
    hull = ink.black as string,
    house: wheelhouse = ink.paper as string,
    trim = ink.coral as string,
    flip = false,
  } = {},
): void {
  const k = (flip ? -1 : 1) * (long / 100)
  const at = (along: number, up: number): Point => [x + along * k, waterline - up * Math.abs(k)]
  line(sheet, [at(-8, 12), at(-6, 58)], hull, long * 0.012)
  line(sheet, [at(-6, 56), at(46, 18)], hull, long * 0.005)
  line(sheet, [at(-6, 56), at(-44, 16)], hull, long * 0.005)
  cut(sheet, [at(2, 10), at(2, 33), at(24, 35), at(26, 10)], wheelhouse, { rough: 1.2 })
  cut(sheet, [at(0, 33), at(0, 37), at(27, 39), at(27, 35)], hull, { rough: 1 })
  cut(sheet, [at(6, 22), at(6, 30), at(13, 30.5), at(13, 22)], hull, { rough: 0.8 })
  cut(sheet, [at(16, 22), at(16, 31), at(23, 31.5), at(23, 22)], hull, { rough: 0.8 })
  blob(sheet, [at(-48, 15), at(-20, 10), at(20, 11), at(50, 24), at(46, 12), at(40, 0), at(-42, 0)], hull)
  sheet.marks.push(
    `<path d="${curveOf([at(-47, 11), at(-20, 6.5), at(20, 7.5), at(47, 18)], false)}" fill="none" ` +
      `stroke="${trim}" stroke-width="${long * 0.02}"/>`,
  )
}

/** A coaster, seen from the side, bow to the left. */
export function coaster(
  sheet: Sheet,
  x: number,
  waterline: number,
  long: number,
  { hull = ink.rust as string, shade = ink.black as string, upper = ink.paper as string } = {},
): void {
  const k = long / 100
  const at = (along: number, up: number): Point => [x + along * k, waterline - up * k]
  cut(sheet, [at(66, 10), at(66, 27), at(88, 27), at(90, 10)], upper)
  cut(sheet, [at(69, 27), at(69, 33), at(86, 33), at(86, 27)], upper)
  for (const deck of [14, 20, 28.5])
    for (const port of range(6))
      cut(
        sheet,
        [
          at(68 + port * 3.2, deck),
          at(68 + port * 3.2, deck + 2.6),
          at(70 + port * 3.2, deck + 2.6),
          at(70 + port * 3.2, deck),
        ],
        shade,
        { rough: 0.5 },
      )
  cut(sheet, [at(78, 33), at(79, 43), at(84, 43), at(85, 33)], hull)
  line(sheet, [at(73, 33), at(73, 46)], shade, k * 0.7)
  for (const mast of [16, 42]) {
    line(sheet, [at(mast, 10), at(mast, 34)], shade, k * 0.9)
    line(sheet, [at(mast, 14), at(mast + 17, 27)], shade, k * 0.7)
  }
  for (const hatch of [20, 33, 46])
    cut(sheet, [at(hatch, 10), at(hatch + 1, 14), at(hatch + 9, 14), at(hatch + 10, 10)], shade)
  cut(sheet, [at(-2, 18), at(8, 14), at(12, 11), at(62, 10.5), at(98, 13), at(95, 0), at(4, 0)], hull)
  cut(sheet, [at(3, 4), at(96, 4), at(95, 0), at(4, 0)], shade)
  line(sheet, [at(-1.5, 16.4), at(10, 12.4), at(97, 11.6)], upper, k * 0.5)
}

/** A car seen from behind or in front, with its lights. */
export function car(
  sheet: Sheet,
  x: number,
  foot: number,
  wide: number,
  lights: string,
  { body = ink.black as string, glass = ink.slate as string } = {},
): void {
  const u = wide / 100
  const at = (along: number, up: number): Point => [x + along * u, foot - up * u]
  blob(
    sheet,
    [
      at(-46, 8),
      at(-50, 24),
      at(-47, 40),
      at(-38, 47),
      at(-29, 68),
      at(-14, 74),
      at(14, 74),
      at(29, 68),
      at(38, 47),
      at(47, 40),
      at(50, 24),
      at(46, 8),
    ],
    body,
  )
  for (const side of [-1, 1]) box(sheet, x + (side * 36 - 9) * u, foot - 14 * u, 18 * u, 15 * u, body, { rough: 0.6 })
  cut(sheet, [at(-31, 48), at(-24, 66), at(24, 66), at(31, 48)], glass, { rough: 1 })
  for (const side of [-1, 1]) {
    glow(sheet, x + side * 38 * u, foot - 34 * u, 46 * u, lights, { opacity: 0.8 })
    box(sheet, x + (side * 38 - 7) * u, foot - 38 * u, 14 * u, 9 * u, lights, { rough: 0.8 })
  }
}
