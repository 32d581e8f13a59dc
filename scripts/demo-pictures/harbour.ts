/** The bridge, the river and the sea. */
import { bollard, car, coaster, gull, houses, lamp, person, rain, ridge, spire, streaks, water } from './props.ts'
import {
  between,
  blob,
  box,
  carve,
  carved,
  cut,
  disc,
  faint,
  glow,
  gouge,
  ink,
  line,
  pick,
  range,
  roll,
  turned,
  within,
  type Point,
  type Sheet,
} from './sheet.ts'

export const harbour: Record<string, (sheet: Sheet) => void> = {
  'bridge-open': bridgeOpen,
  'bridge-queue': bridgeQueue,
  'bridge-gear': bridgeGear,
  'ferry-in-fog': ferryInFog,
  'lighthouse-storm': lighthouseStorm,
  'gig-race': gigRace,
}

function bridgeOpen(sheet: Sheet): void {
  roll(
    sheet,
    [
      [0, '#7fa8ab'],
      [0.45, '#cfd3bb'],
      [0.78, '#f2cf94'],
      [1, '#ee9d62'],
    ],
    0,
    720,
  )
  streaks(sheet, 9, 60, 330, ink.paper, 0.5)
  streaks(sheet, 7, 330, 520, ink.coral, 0.5)
  glow(sheet, 520, 600, 620, ink.cream, { opacity: 0.95 })
  disc(sheet, 520, 590, 74, ink.paper)
  cut(sheet, ridge(sheet, 600, 60, 700, { bumps: 6 }), '#8f9f97')
  carved(sheet, ridge(sheet, 640, 46, 720, { bumps: 9 }), '#64807f', {
    colour: '#8fa6a0',
    angle: -24,
    gap: 15,
    thickness: 3,
    length: 50,
    density: (x) => 1 - Math.abs(x - 520) / 900,
  })
  const far = { wide: [46, 84], roof: ink.deep, window: '#28414f', lit: ink.ochre, litShare: 0.5 } as const
  houses(sheet, 980, 1830, 706, { ...far, tall: [50, 104], walls: ['#38525e', '#405c66', '#2f4754'] })
  spire(sheet, 1330, 700, 270, ink.deep)
  houses(sheet, -20, 250, 706, { ...far, tall: [40, 80], walls: ['#48626a', '#3d5661'] })
  roll(
    sheet,
    [
      [0, '#eaae72'],
      [0.25, '#8fa79d'],
      [1, '#2b4d5a'],
    ],
    700,
    1200,
  )
  water(sheet, 700, 1200, { light: '#b9c9bb', dark: ink.deep, path: { x: 520, spread: 190, colour: ink.cream } })
  coaster(sheet, 30, 760, 420)
  faint(sheet, 0.5, () => {
    for (const row of range(7))
      gouge(sheet, 40 + between(sheet, -20, 60), 764 + row * 9, between(sheet, 200, 400), 5, 0, ink.rust)
  })
  swingSpan(sheet)
  for (const [x, y, span] of [
    [250, 380, 62],
    [330, 330, 40],
    [1230, 300, 54],
    [1500, 420, 70],
    [1120, 250, 34],
  ] as const)
    gull(sheet, x, y, span, ink.black)
  waitingQuay(sheet)
}

/** The swing span, turned off its line: near end to the left, far end to the right. */
function swingSpan(sheet: Sheet): void {
  const pier: Point[] = [
    [850, 790],
    [1080, 790],
    [1100, 930],
    [830, 930],
  ]
  carved(sheet, pier, ink.deep, {
    colour: ink.slate,
    angle: 90,
    gap: 12,
    thickness: 4,
    length: 60,
    density: (x) => 1.1 - (x - 830) / 220,
  })
  for (const pile of range(7)) box(sheet, 770 + pile * 62, 880 - (pile % 2) * 8, 16, 110, ink.black)
  box(sheet, 750, 898, 440, 14, ink.black)
  faint(sheet, 0.6, () => {
    for (const row of range(9))
      gouge(sheet, between(sheet, 740, 840), 985 + row * 11, between(sheet, 200, 380), 6, 0, ink.black)
  })
  trussOf(sheet, 1, '#3b5560', 0.8)
  cut(sheet, [spanPoint(0, 0, 0), spanPoint(0, 1, 0), spanPoint(1, 1, 0), spanPoint(1, 0, 0)], '#0f1820')
  cut(sheet, [spanPoint(0, 0, 8), spanPoint(0, 1, 8), spanPoint(0, 1, -26), spanPoint(0, 0, -34)], ink.black)
  trussOf(sheet, 0, ink.black, 1)
  const [x, y] = spanPoint(0, 0.53, 262)
  box(sheet, x - 50, y - 74, 106, 78, ink.rust)
  cut(
    sheet,
    [
      [x - 62, y - 72],
      [x - 40, y - 104],
      [x + 48, y - 104],
      [x + 68, y - 72],
    ],
    ink.black,
  )
  for (const pane of range(4)) box(sheet, x - 42 + pane * 24, y - 60, 17, 30, ink.cream, { rough: 1 })
  line(
    sheet,
    [
      [x + 40, y - 100],
      [x + 40, y - 170],
    ],
    ink.black,
    4,
  )
  glow(sheet, x + 40, y - 172, 60, ink.coral, { opacity: 0.9 })
  disc(sheet, x + 40, y - 172, 9, ink.coral)
  for (const step of range(30)) gouge(sheet, ...spanPoint(0, step / 30, -6), 26 - step * 0.4, 4, -4, ink.ochre)
}

/** A place on the span: side 0 or 1, share of its length, height above the deck. */
function spanPoint(side: number, share: number, up: number): Point {
  return [330 + share * 1130 + side * 66 * (1 - share * 0.3), 812 - share * 78 - side * 20 - up * (1.2 - share * 0.56)]
}

function trussOf(sheet: Sheet, side: number, colour: string, weight: number): void {
  const profile = (share: number) => 92 + 168 * Math.exp(-(((share - 0.53) / 0.27) ** 2))
  const panels = 14
  for (const panel of range(panels + 1)) {
    const share = panel / panels
    const thick = (10 - share * 4) * weight
    line(sheet, [spanPoint(side, share, 0), spanPoint(side, share, profile(share))], colour, thick)
    if (panel === panels) continue
    const next = (panel + 1) / panels
    line(
      sheet,
      share < 0.5
        ? [spanPoint(side, share, 0), spanPoint(side, next, profile(next))]
        : [spanPoint(side, share, profile(share)), spanPoint(side, next, 0)],
      colour,
      thick * 0.75,
    )
  }
  line(
    sheet,
    range(41).map((step) => spanPoint(side, step / 40, profile(step / 40))),
    colour,
    15 * weight,
  )
  line(sheet, [spanPoint(side, 0, 0), spanPoint(side, 1, 0)], colour, 20 * weight)
}

/** The road's end in the foreground, and the people who cannot go on. */
function waitingQuay(sheet: Sheet): void {
  const quay: Point[] = [
    [900, 1210],
    [1180, 1092],
    [1820, 1040],
    [1820, 1210],
  ]
  carved(sheet, quay, ink.black, {
    colour: '#3c5560',
    angle: -5,
    gap: 17,
    thickness: 4,
    length: 120,
    density: (x) => 1.2 - (x - 900) / 900,
  })
  for (const post of range(3)) box(sheet, 1250 + post * 205, 950 - post * 16, 13, 140, ink.black)
  turned(sheet, 1250, 970, -4.4, () => {
    box(sheet, 1210, 962, 560, 26, ink.paper)
    for (const stripe of range(7))
      cut(
        sheet,
        [
          [1224 + stripe * 80, 988],
          [1248 + stripe * 80, 962],
          [1288 + stripe * 80, 962],
          [1264 + stripe * 80, 988],
        ],
        ink.coral,
      )
  })
  glow(sheet, 1256, 938, 70, ink.coral, { opacity: 0.9 })
  disc(sheet, 1256, 938, 13, ink.coral)
  person(sheet, 1130, 1135, 196, { hat: true, long: true })
  person(sheet, 1392, 1120, 206, { arm: 22, bag: true })
  person(sheet, 1490, 1120, 184, {})
  person(sheet, 1655, 1110, 210, { long: true, hat: true })
  bicycle(sheet, 1000, 1172, 150)
  bollard(sheet, 1745, 1150, 96)
}

function bicycle(sheet: Sheet, x: number, foot: number, long: number): void {
  const r = long * 0.26
  for (const wheel of [x, x + long * 0.72])
    sheet.marks.push(
      `<circle cx="${wheel}" cy="${foot - r}" r="${r}" fill="none" stroke="${ink.black}" stroke-width="6"/>`,
    )
  const [hub, crank, seat, head] = [
    [x, foot - r],
    [x + long * 0.32, foot - r],
    [x + long * 0.24, foot - r * 2.6],
    [x + long * 0.62, foot - r * 2.7],
  ] as const
  line(sheet, [hub, crank, head, seat, crank], ink.black, 6)
  line(sheet, [hub, seat, [seat[0] - 5, seat[1] - 14]], ink.black, 6)
  line(
    sheet,
    [
      [seat[0] - 22, seat[1] - 16],
      [seat[0] + 16, seat[1] - 16],
    ],
    ink.black,
    8,
  )
  line(
    sheet,
    [[x + long * 0.72, foot - r], head, [head[0] - 4, head[1] - 18], [head[0] + 22, head[1] - 26]],
    ink.black,
    6,
  )
}

function bridgeQueue(sheet: Sheet): void {
  roll(
    sheet,
    [
      [0, '#26384a'],
      [0.55, '#5d6b7b'],
      [1, '#c99c83'],
    ],
    0,
    640,
  )
  carve(
    sheet,
    [
      [0, 0],
      [1800, 0],
      [1800, 560],
      [0, 560],
    ],
    {
      colour: '#7c8894',
      angle: 8,
      gap: 26,
      thickness: 5,
      length: 150,
      opacity: 0.45,
      density: (_, y) => 0.9 - y / 640,
    },
  )
  cut(sheet, ridge(sheet, 560, 46, 660, { bumps: 6 }), '#56616d')
  houses(sheet, 620, 1220, 612, {
    wide: [44, 70],
    tall: [40, 84],
    walls: ['#37434f', '#3f4a55'],
    roof: '#2a3540',
    window: '#2a3540',
    lit: ink.ochre,
    litShare: 0.5,
  })
  box(sheet, -10, 606, 1820, 600, '#323f4b')
  raisedSpan(sheet)
  const road: Point[] = [
    [770, 690],
    [1030, 690],
    [2050, 1210],
    [-250, 1210],
  ]
  cut(sheet, road, '#2b3641')
  carve(sheet, road, {
    colour: '#8d8f93',
    angle: 0,
    gap: 15,
    thickness: 4,
    length: 120,
    opacity: 0.55,
    density: (x, y) => 1 - Math.abs(x - 900) / (260 + (y - 690) * 1.5),
  })
  sideStreets(sheet)
  barrier(sheet)
  for (const [x, foot, wide] of [
    [822, 742, 78],
    [974, 742, 80],
    [742, 842, 150],
    [1062, 846, 156],
  ] as const)
    stopped(sheet, x, foot, wide)
  person(sheet, 1330, 900, 190, { umbrella: ink.coral, long: true })
  stopped(sheet, 560, 1030, 300)
  stopped(sheet, 1240, 1050, 320)
  person(sheet, 300, 1010, 250, { umbrella: ink.ochre, stride: 0.6, bag: true })
  rain(sheet, 420, ink.pale, { opacity: 0.55 })
}

function stopped(sheet: Sheet, x: number, foot: number, wide: number): void {
  for (const side of [-0.38, 0.38]) {
    for (const row of range(9))
      gouge(
        sheet,
        x + side * wide - wide * between(sheet, 0.06, 0.24),
        foot + row * wide * 0.055 + 6,
        wide * between(sheet, 0.14, 0.42),
        wide * 0.022,
        0,
        row < 5 ? ink.coral : ink.rust,
        { opacity: 0.9 },
      )
  }
  car(sheet, x, foot, wide, ink.coral, { body: pick(sheet, [ink.black, '#1d2c38', '#2b2530']), glass: '#7f8a90' })
}

function raisedSpan(sheet: Sheet): void {
  const at = (share: number, up: number): Point => [700 + share * 460, 630 - share * 26 - up]
  const profile = (share: number) => 44 + 96 * Math.exp(-(((share - 0.5) / 0.26) ** 2))
  for (const panel of range(13)) {
    const share = panel / 12
    line(sheet, [at(share, 0), at(share, profile(share))], ink.black, 6)
    if (panel < 12)
      line(
        sheet,
        share < 0.5
          ? [at(share, 0), at(share + 1 / 12, profile(share + 1 / 12))]
          : [at(share, profile(share)), at(share + 1 / 12, 0)],
        ink.black,
        4,
      )
  }
  line(
    sheet,
    range(31).map((step) => at(step / 30, profile(step / 30))),
    ink.black,
    9,
  )
  cut(sheet, [at(0, 4), at(1, 4), at(1, -20), at(0, -22)], ink.black)
  box(sheet, 904, 430, 54, 44, ink.black)
  for (const pane of range(3)) box(sheet, 909 + pane * 16, 438, 11, 18, ink.cream, { rough: 0.8 })
}

function sideStreets(sheet: Sheet): void {
  for (const side of [-1, 1]) {
    const at = (along: number, up: number): Point => {
      const scale = 0.2 + along * 1.15
      return [900 + side * (150 + along * 1000), 690 + along * 300 - up * scale]
    }
    for (const index of range(6).reverse()) {
      const [near, far] = [(index + 1) / 5.2, index / 5.2]
      const tall = between(sheet, 370, 470)
      cut(
        sheet,
        [at(far, 0), at(far, tall), at(near, tall), at(near, 0)],
        pick(sheet, ['#202c37', '#27343f', '#2d333f']),
      )
      cut(sheet, [at(far, tall), at((near + far) / 2, tall + 120), at(near, tall)], '#18222c')
      for (const floor of [0.2, 0.55]) {
        for (const pane of [0.2, 0.6]) {
          const [a, b] = [far + (near - far) * pane, far + (near - far) * (pane + 0.22)]
          cut(
            sheet,
            [at(a, tall * floor), at(a, tall * (floor + 0.24)), at(b, tall * (floor + 0.24)), at(b, tall * floor)],
            sheet.random() < 0.55 ? ink.ochre : '#3f4c58',
            { rough: 1 },
          )
        }
      }
    }
  }
}

function barrier(sheet: Sheet): void {
  box(sheet, 762, 662, 276, 13, ink.paper)
  for (const stripe of range(7)) box(sheet, 770 + stripe * 40, 662, 20, 13, ink.coral, { rough: 1 })
  for (const x of [760, 1040]) {
    box(sheet, x - 4, 640, 8, 60, ink.black)
    glow(sheet, x, 634, 70, ink.coral, { opacity: 0.95 })
    disc(sheet, x, 634, 9, ink.coral)
  }
}

function bridgeGear(sheet: Sheet): void {
  roll(sheet, [
    [0, '#131b23'],
    [1, '#24333d'],
  ])
  glow(sheet, 560, 700, 900, ink.ochre, { opacity: 0.75 })
  const lit = (x: number, y: number) => 1.15 - Math.hypot(x - 560, y - 700) / 950
  for (const beam of range(5)) {
    const girder: Point[] = [
      [-20, 40 + beam * 74],
      [1820, -160 + beam * 74],
      [1820, -128 + beam * 74],
      [-20, 80 + beam * 74],
    ]
    carved(sheet, girder, '#1b252e', {
      colour: ink.slate,
      angle: -6,
      gap: 11,
      thickness: 3,
      length: 70,
      density: (x, y) => lit(x, y) * 0.8,
    })
  }
  wheel(sheet, 1180, 640, 440, 44, lit)
  wheel(sheet, 1478, 176, 150, 15, lit)
  box(sheet, -20, 1040, 1840, 180, '#141c24')
  carve(
    sheet,
    [
      [0, 1040],
      [1800, 1040],
      [1800, 1200],
      [0, 1200],
    ],
    { colour: ink.ochre, gap: 15, thickness: 4, length: 130, density: (x, y) => lit(x, y) * 0.85, opacity: 0.8 },
  )
  for (const post of range(10)) box(sheet, 20 + post * 200, 930, 11, 130, ink.black)
  box(sheet, -20, 926, 1840, 12, ink.black)
  helmet(sheet, 330, 1130, 560)
  helmet(sheet, 760, 1140, 500, -1)
  glow(sheet, 560, 705, 190, ink.paper, { opacity: 1 })
  disc(sheet, 560, 705, 30, ink.paper)
  line(
    sheet,
    [
      [560, 740],
      [520, 760],
    ],
    ink.black,
    18,
  )
}

function helmet(sheet: Sheet, x: number, foot: number, tall: number, side = 1): void {
  const u = tall / 100
  person(sheet, x, foot, tall, { stride: 0.3 * side, arm: side > 0 ? -6 : 34, long: false })
  const [hx, hy] = [x + side * 1.4 * u, foot - 95 * u]
  blob(
    sheet,
    [
      [hx - 9.5 * u, hy + 1 * u],
      [hx - 8 * u, hy - 6 * u],
      [hx, hy - 9.5 * u],
      [hx + 8 * u, hy - 6 * u],
      [hx + 9.5 * u, hy + 1 * u],
      [hx + side * 13 * u, hy + 2.4 * u],
      [hx, hy + 2 * u],
    ],
    ink.ochre,
  )
  const [vest, top] = [x + side * u, foot - 80 * u]
  for (const strap of [0, 14]) gouge(sheet, vest - 11 * u, top + (strap + 14) * u, 22 * u, 2.2 * u, 0, ink.coral)
}

function wheel(
  sheet: Sheet,
  x: number,
  y: number,
  r: number,
  teeth: number,
  lit: (x: number, y: number) => number,
): void {
  const rim = range(teeth * 4).map((step): Point => {
    const turn = ((step - 0.5) / (teeth * 4)) * Math.PI * 2
    const reach = step % 4 < 2 ? r : r * (1 - 2.6 / teeth)
    return [x + Math.cos(turn) * reach, y + Math.sin(turn) * reach]
  })
  cut(sheet, rim, '#5a4a3c', { rough: 1.4 })
  const ring = (reach: number) =>
    range(60).map((step): Point => [
      x + Math.cos((step / 60) * Math.PI * 2) * reach,
      y + Math.sin((step / 60) * Math.PI * 2) * reach,
    ])
  within(sheet, ring(r * 0.93), () => {
    for (const step of range(230)) {
      const turn = (step / 230) * Math.PI * 2
      const [px, py] = [x + Math.cos(turn) * r * 0.76, y + Math.sin(turn) * r * 0.76]
      const wish = lit(px, py)
      if (wish > 0.1 && sheet.random() < wish + 0.2)
        gouge(sheet, px, py, r * 0.16 * (0.6 + sheet.random() * 0.4), 3 + 5 * wish, (turn * 180) / Math.PI, ink.ochre)
    }
  })
  cut(sheet, ring(r * 0.74), '#1a242d')
  for (const spoke of range(6)) {
    const turn = (spoke / 6) * 360 + 14
    turned(sheet, x, y, turn, () => {
      cut(
        sheet,
        [
          [x + r * 0.1, y - r * 0.075],
          [x + r * 0.78, y - r * 0.05],
          [x + r * 0.78, y + r * 0.05],
          [x + r * 0.1, y + r * 0.075],
        ],
        '#5a4a3c',
      )
      gouge(sheet, x + r * 0.2, y - r * 0.035, r * 0.5, 4, 0, ink.ochre, { opacity: 0.9 })
    })
  }
  cut(sheet, ring(r * 0.2), '#6d5740')
  cut(sheet, ring(r * 0.1), '#141c24')
  for (const bolt of range(8))
    disc(sheet, x + Math.cos(bolt * 0.785) * r * 0.15, y + Math.sin(bolt * 0.785) * r * 0.15, r * 0.018, ink.cream)
}

function ferryInFog(sheet: Sheet): void {
  roll(sheet, [
    [0, '#c4cfc8'],
    [0.55, '#e2dfcd'],
    [1, '#a9bcb8'],
  ])
  disc(sheet, 1320, 300, 88, '#f6efdc')
  faint(sheet, 0.35, () => cut(sheet, ridge(sheet, 520, 130, 760, { bumps: 5 }), '#8da5a3'))
  roll(
    sheet,
    [
      [0, '#d9dacb'],
      [0.3, '#b5c5bf'],
      [1, '#6f9093'],
    ],
    690,
    1200,
  )
  ferry(sheet)
  for (const [y, opacity] of [
    [560, 0.5],
    [640, 0.55],
    [700, 0.7],
    [790, 0.35],
  ] as const) {
    for (const _ of range(4))
      gouge(
        sheet,
        between(sheet, -500, 900),
        y + between(sheet, -24, 24),
        between(sheet, 800, 1500),
        between(sheet, 22, 60),
        0,
        '#e6e3d2',
        { opacity },
      )
  }
  water(sheet, 760, 1200, { light: '#dfe2d4', dark: '#4f7278', density: 0.8 })
  const deck: Point[] = [
    [-20, 1040],
    [760, 985],
    [760, 1012],
    [-20, 1080],
  ]
  for (const pile of range(6)) box(sheet, 60 + pile * 128, 1020 - pile * 8, 20, 200, ink.deep)
  cut(sheet, deck, ink.deep)
  line(
    sheet,
    [
      [-20, 925],
      [750, 895],
    ],
    ink.deep,
    6,
  )
  for (const post of range(9))
    line(
      sheet,
      [
        [10 + post * 92, 925 - post * 3.6],
        [10 + post * 92, 1040 - post * 6],
      ],
      ink.deep,
      6,
    )
  lamp(sheet, 700, 992, 290, ink.ochre, ink.deep)
  person(sheet, 240, 1040, 190, { colour: ink.deep, long: true, bag: true })
  person(sheet, 330, 1032, 168, { colour: ink.deep, hat: true })
  person(sheet, 520, 1014, 184, { colour: ink.deep, stride: 0.7, umbrella: ink.coral })
  for (const [x, y, span] of [
    [420, 300, 70],
    [520, 350, 46],
    [1500, 480, 58],
    [900, 240, 40],
  ] as const)
    gull(sheet, x, y, span, '#6f8a8c')
}

function ferry(sheet: Sheet): void {
  const body = '#47646b'
  cut(
    sheet,
    [
      [700, 700],
      [730, 616],
      [1500, 616],
      [1560, 700],
      [1530, 770],
      [760, 770],
    ],
    body,
  )
  cut(
    sheet,
    [
      [760, 616],
      [770, 540],
      [1440, 540],
      [1470, 616],
    ],
    '#5c787c',
  )
  cut(
    sheet,
    [
      [850, 540],
      [860, 486],
      [1180, 486],
      [1190, 540],
    ],
    '#6d8789',
  )
  for (const pane of range(15))
    box(sheet, 792 + pane * 44, 562, 26, 30, pane % 4 === 1 ? ink.ochre : '#c9d0c2', { rough: 1 })
  for (const pane of range(6))
    box(sheet, 876 + pane * 50, 500, 34, 22, pane === 0 ? ink.cream : '#c9d0c2', { rough: 1 })
  cut(
    sheet,
    [
      [1260, 540],
      [1270, 410],
      [1350, 410],
      [1368, 540],
    ],
    ink.rust,
  )
  box(sheet, 1266, 440, 92, 20, ink.paper)
  line(
    sheet,
    [
      [1010, 486],
      [1010, 380],
    ],
    body,
    7,
  )
  glow(sheet, 1010, 378, 130, ink.cream, { opacity: 1 })
  disc(sheet, 1010, 378, 11, ink.paper)
  box(sheet, 720, 660, 816, 12, ink.paper)
  for (const row of range(8))
    gouge(sheet, between(sheet, 700, 900), 782 + row * 17, between(sheet, 300, 680), 8, 0, body, {
      opacity: 0.55 - row * 0.05,
    })
}

function lighthouseStorm(sheet: Sheet): void {
  roll(
    sheet,
    [
      [0, '#1d2b38'],
      [0.6, '#4d6670'],
      [1, '#8ba39f'],
    ],
    0,
    860,
  )
  const sky: Point[] = [
    [0, 0],
    [1800, 0],
    [1800, 760],
    [0, 760],
  ]
  carve(sheet, sky, {
    colour: '#8fa5a6',
    angle: 17,
    gap: 24,
    thickness: 7,
    length: 190,
    bend: 12,
    opacity: 0.6,
    density: (x, y) => 0.5 + 0.6 * Math.sin(x / 240 + y / 150),
  })
  const beam: Point[] = [
    [1268, 318],
    [-60, 60],
    [-60, 520],
    [1268, 352],
  ]
  faint(sheet, 0.5, () => cut(sheet, beam, ink.cream))
  carve(sheet, beam, {
    colour: ink.paper,
    angle: 2,
    gap: 17,
    thickness: 5,
    length: 170,
    opacity: 0.8,
    density: (x) => x / 1200,
  })
  box(sheet, -20, 826, 1840, 400, '#5c7c82')
  breakers(sheet, 868, 40, '#5c7c82', 0.5)
  tower(sheet)
  const rock: Point[] = [
    [960, 960],
    [1040, 846],
    [1120, 822],
    [1160, 760],
    [1400, 748],
    [1480, 810],
    [1620, 850],
    [1720, 950],
    [1820, 990],
    [1820, 1210],
    [900, 1210],
  ]
  carved(sheet, rock, ink.black, {
    colour: '#6d858a',
    angle: 62,
    gap: 19,
    thickness: 7,
    length: 70,
    density: (x, y) => 1.1 - (x - 960) / 620 - (y - 780) / 900,
  })
  for (const [base, rise, colour, foam] of [
    [960, 84, '#44686f', 0.7],
    [1050, 112, '#2f545f', 0.9],
    [1150, 136, '#1f3f4c', 1],
  ] as const)
    breakers(sheet, base, rise, colour, foam)
  spray(sheet, 985, 960, 330)
  rain(sheet, 180, ink.pale, { angle: 152, opacity: 0.5, length: 120 })
}

function tower(sheet: Sheet): void {
  const shaft: Point[] = [
    [1206, 770],
    [1232, 400],
    [1318, 400],
    [1344, 770],
  ]
  carved(sheet, shaft, ink.paper, {
    colour: '#8f9c9b',
    angle: 90,
    gap: 12,
    thickness: 5,
    length: 80,
    density: (x) => (x - 1262) / 70,
  })
  within(sheet, shaft, () => {
    for (const band of [480, 620]) box(sheet, 1190, band, 170, 66, ink.coral)
    carve(
      sheet,
      [
        [1290, 400],
        [1350, 400],
        [1350, 770],
        [1290, 770],
      ],
      { colour: ink.rust, angle: 90, gap: 12, thickness: 5, length: 80, density: (x) => (x - 1280) / 60 },
    )
  })
  box(sheet, 1216, 384, 118, 20, ink.black)
  box(sheet, 1240, 300, 70, 84, ink.ochre)
  for (const bar of range(4))
    line(
      sheet,
      [
        [1242 + bar * 22, 300],
        [1242 + bar * 22, 384],
      ],
      ink.black,
      4,
    )
  blob(
    sheet,
    [
      [1228, 302],
      [1240, 272],
      [1275, 246],
      [1310, 272],
      [1322, 302],
    ],
    ink.coral,
  )
  line(
    sheet,
    [
      [1275, 250],
      [1275, 214],
    ],
    ink.black,
    5,
  )
  glow(sheet, 1275, 340, 240, ink.cream, { opacity: 1 })
  box(sheet, 1262, 430, 22, 34, ink.black)
  box(sheet, 1262, 570, 22, 34, ink.black)
  box(sheet, 1370, 690, 120, 76, ink.paper)
  cut(
    sheet,
    [
      [1358, 692],
      [1392, 644],
      [1468, 644],
      [1502, 692],
    ],
    ink.rust,
  )
  box(sheet, 1414, 712, 24, 30, ink.ochre)
}

/** A row of steep waves whose crests break to the right. */
function breakers(sheet: Sheet, base: number, rise: number, colour: string, foam: number): void {
  const shift = between(sheet, 0, 400)
  const long = rise * 3.6
  const crest = (x: number) => base - rise * (1 - Math.abs(Math.sin(((x + shift) / long) * Math.PI))) ** 1.5
  const tops = range(122).map((step): Point => [-20 + step * 15.4, crest(-20 + step * 15.4)])
  cut(sheet, [...tops, [1860, 1230], [-20, 1230]], colour)
  for (let x = -20; x < 1830; x += 17) {
    const steep = (base - crest(x)) / rise
    const slope = (Math.atan2(crest(x + 8) - crest(x - 8), 16) * 180) / Math.PI
    if (steep > 0.3) gouge(sheet, x, crest(x) + 3, 40 + 50 * steep, 7 * steep, slope, ink.paper, { opacity: foam })
    for (const row of range(4)) {
      if (sheet.random() < 0.62 * foam)
        gouge(
          sheet,
          x + between(sheet, -20, 20),
          crest(x) + 18 + row * 21,
          between(sheet, 30, 95),
          4.4,
          slope * (0.8 - row * 0.16),
          pick(sheet, [ink.mist, ink.paper, ink.mist]),
          { opacity: foam * 0.8 },
        )
    }
  }
}

function spray(sheet: Sheet, x: number, y: number, reach: number): void {
  for (const puff of range(64)) {
    const up = (puff / 64) ** 0.8
    disc(
      sheet,
      x + (sheet.random() - 0.5) * reach * (0.5 + up * 0.5),
      y - up * reach * 0.8,
      between(sheet, 26, 60) * (1.05 - up),
      puff % 3 === 0 ? ink.pale : ink.paper,
      { opacity: 0.95 },
    )
  }
  for (const _ of range(120)) {
    const up = sheet.random()
    disc(
      sheet,
      x + (sheet.random() + sheet.random() - 1) * reach * (0.25 + up * 0.5),
      y - up * reach * 1.1,
      between(sheet, 1.5, 6.5),
      ink.paper,
    )
  }
}

function gigRace(sheet: Sheet): void {
  roll(
    sheet,
    [
      [0, '#e9d9b4'],
      [0.6, '#f1dfb7'],
      [1, '#cfd3bb'],
    ],
    0,
    520,
  )
  disc(sheet, 1440, 210, 96, '#f2b25c')
  streaks(sheet, 7, 80, 330, ink.paper, 0.8)
  cut(sheet, ridge(sheet, 400, 90, 560, { bumps: 4 }), '#a5b49a')
  carved(sheet, ridge(sheet, 470, 60, 580, { bumps: 8 }), ink.moss, {
    colour: '#9aa97c',
    angle: -30,
    gap: 15,
    thickness: 5,
    length: 46,
    density: (x) => x / 1700,
  })
  for (const tree of range(26))
    blob(
      sheet,
      treeAt(sheet, tree * 74 + between(sheet, -24, 24), 545, between(sheet, 60, 110)),
      pick(sheet, [ink.pine, '#3f5c49', '#50694a']),
    )
  cut(
    sheet,
    [
      [-20, 548],
      [1820, 536],
      [1820, 590],
      [-20, 596],
    ],
    '#4a5a44',
  )
  for (const _ of range(64))
    person(sheet, between(sheet, 0, 1800), between(sheet, 566, 578), between(sheet, 40, 54), {
      colour: pick(sheet, [ink.black, ink.deep, ink.rust, ink.plum]),
      ...(sheet.random() < 0.25 ? { arm: 60 } : {}),
    })
  roll(
    sheet,
    [
      [0, '#9bb7a6'],
      [0.35, '#5d8a8b'],
      [1, '#24495a'],
    ],
    586,
    1200,
  )
  water(sheet, 592, 1200, { light: '#cfdcc8', dark: '#1f4250', path: { x: 1440, spread: 120, colour: '#f4cd86' } })
  gig(sheet, 880, 712, 700, ink.rust, '#7a3528', 0)
  gig(sheet, 210, 900, 1230, ink.paper, ink.deep, 1)
}

function treeAt(sheet: Sheet, x: number, foot: number, tall: number): Point[] {
  return range(10).map((step): Point => {
    const turn = (step / 10) * Math.PI * 2
    const reach = tall * 0.5 * between(sheet, 0.8, 1.15)
    return [x + Math.cos(turn) * reach * 0.86, foot - tall * 0.5 + Math.sin(turn) * reach]
  })
}

/** A six-oared gig, bow to the right. */
function gig(
  sheet: Sheet,
  x: number,
  waterline: number,
  long: number,
  hull: string,
  crew: string,
  phase: number,
): void {
  const u = long / 100
  for (const row of range(7))
    gouge(
      sheet,
      x + between(sheet, 0, 16) * u,
      waterline + (1 + row * 0.9) * u,
      between(sheet, 50, 84) * u,
      0.5 * u,
      0,
      hull,
      { opacity: 0.55 - row * 0.06 },
    )
  for (const seat of range(6)) rower(sheet, x + (22 + seat * 11) * u, waterline - 3.6 * u, u, crew, phase)
  const cox = x + 11 * u
  blob(
    sheet,
    [
      [cox - 2.2 * u, waterline - 3 * u],
      [cox - 1.8 * u, waterline - 9 * u],
      [cox, waterline - 10.5 * u],
      [cox + 2 * u, waterline - 9 * u],
      [cox + 2.6 * u, waterline - 3 * u],
    ],
    ink.coral,
  )
  disc(sheet, cox + 0.4 * u, waterline - 11.8 * u, 1.55 * u, ink.black, { squash: 1.12 })
  blob(
    sheet,
    [
      [x, waterline - 7.4 * u],
      [x + 8 * u, waterline - 4.4 * u],
      [x + 50 * u, waterline - 3.4 * u],
      [x + 92 * u, waterline - 5 * u],
      [x + 101 * u, waterline - 8.6 * u],
      [x + 98 * u, waterline - 2 * u],
      [x + 90 * u, waterline + 0.6 * u],
      [x + 8 * u, waterline + 0.6 * u],
      [x + 2 * u, waterline - 2 * u],
    ],
    hull,
  )
  line(
    sheet,
    [
      [x + 1 * u, waterline - 6.2 * u],
      [x + 20 * u, waterline - 3.2 * u],
      [x + 50 * u, waterline - 2.5 * u],
      [x + 84 * u, waterline - 3.2 * u],
      [x + 100 * u, waterline - 7.4 * u],
    ],
    crew,
    0.55 * u,
    { curved: true },
  )
  for (const seat of range(6)) {
    const hands: Point = [x + (16.4 + seat * 11 - phase * 0.8) * u, waterline - 7.4 * u]
    const blade: Point = [x + (27.5 + seat * 11 + phase * 1.2) * u, waterline + 4.6 * u]
    line(sheet, [hands, blade], ink.black, 0.62 * u)
    line(
      sheet,
      [
        [blade[0] - 1.1 * u, blade[1] - 1.1 * u],
        [blade[0] + 0.9 * u, blade[1] + 0.9 * u],
      ],
      ink.black,
      1.3 * u,
    )
    for (const drop of range(5))
      gouge(
        sheet,
        blade[0] - 3.5 * u + drop * 1.1 * u,
        blade[1] + between(sheet, -0.4, 1.2) * u,
        between(sheet, 2, 5) * u,
        0.5 * u,
        between(sheet, -22, 4),
        ink.paper,
      )
  }
}

/** Rowers sit with their backs to the bow and reach for the stroke. */
function rower(sheet: Sheet, x: number, seat: number, u: number, shirt: string, phase: number): void {
  const lean = -2 - phase * 0.9
  blob(
    sheet,
    [
      [x - 2.2 * u, seat],
      [x + (lean - 1.9) * u, seat - 6.4 * u],
      [x + lean * u, seat - 7.9 * u],
      [x + (lean + 2.2) * u, seat - 6.6 * u],
      [x + 2.2 * u, seat],
    ],
    shirt,
  )
  disc(sheet, x + (lean - 0.5) * u, seat - 9 * u, 1.55 * u, ink.black, { squash: 1.12 })
  line(
    sheet,
    [
      [x + lean * u, seat - 6.2 * u],
      [x + (lean - 1.8) * u, seat - 4.6 * u],
      [x - (5.4 + phase * 0.8) * u, seat - 3.9 * u],
    ],
    '#8a5a44',
    1.1 * u,
  )
}
