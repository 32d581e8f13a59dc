/** Quays, squares and streets. */
import { boat, bollard, cloud, gull, houses, lamp, person, rain, ridge, spire, stars, streaks, water } from './props.ts'
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
  newSheet,
  pick,
  range,
  roll,
  within,
  type Point,
  type Sheet,
} from './sheet.ts'

export const town: Record<string, (sheet: Sheet) => void> = {
  'quay-dawn': (sheet) => quay(sheet, hours.dawn),
  'quay-noon': (sheet) => quay(sheet, hours.noon),
  'quay-dusk': (sheet) => quay(sheet, hours.dusk),
  'quay-night': (sheet) => quay(sheet, hours.night),
  market,
  courthouse,
  'night-bus': nightBus,
  pitch,
}

// The quay, four times -----------------------------------------------------------

type Hour = {
  sky: readonly (readonly [number, string])[]
  water: readonly (readonly [number, string])[]
  light: string
  dark: string
  hills: readonly [string, string]
  walls: readonly [string, ...string[]]
  roof: string
  window: string
  lit?: string
  litShare?: number
  ground: string
  groundLight: string
  wall: string
  figure: string
  people: (sheet: Sheet) => void
  above: (sheet: Sheet) => void
  path?: { x: number; spread: number; colour: string }
  lamps?: string
}

const hours: Record<'dawn' | 'noon' | 'dusk' | 'night', Hour> = {
  dawn: {
    sky: [
      [0, '#9fb6bd'],
      [0.6, '#e9d3b7'],
      [1, '#f0b78f'],
    ],
    water: [
      [0, '#e9bd98'],
      [1, '#53777f'],
    ],
    light: '#f6e3c4',
    dark: '#456a74',
    hills: ['#a9a9a6', '#7f9192'],
    walls: ['#b98d78', '#c7a38a', '#8f8a86', '#a67a6a'],
    roof: '#5d5560',
    window: '#4c5360',
    lit: ink.cream,
    litShare: 0.18,
    ground: '#8d8079',
    groundLight: '#c4ab97',
    wall: '#5b5a60',
    figure: '#38414c',
    above: (sheet) => {
      streaks(sheet, 8, 80, 420, '#f7dcc0', 0.8)
      disc(sheet, 1430, 585, 62, '#fbe6c0')
    },
    path: { x: 1430, spread: 110, colour: '#fdebcb' },
    people: (sheet) => {
      person(sheet, 560, 1010, 236, { colour: '#38414c', hat: true, stride: 0.8, bag: true })
      person(sheet, 930, 850, 116, { colour: '#38414c', long: true })
    },
  },
  noon: {
    sky: [
      [0, '#7fb2bb'],
      [1, '#d9e3d2'],
    ],
    water: [
      [0, '#9cc6bf'],
      [1, '#2f7480'],
    ],
    light: '#eaf3e2',
    dark: '#2b6672',
    hills: ['#9db8a4', '#6f9277'],
    walls: [ink.paper, '#e9b36b', '#d98a66', '#cfdcd2', '#eed9b4'],
    roof: ink.rust,
    window: '#44606b',
    ground: '#d8cdb4',
    groundLight: '#f7f0dd',
    wall: '#8a8573',
    figure: ink.deep,
    above: (sheet) => {
      for (const [x, y, wide] of [
        [120, 250, 420],
        [760, 170, 340],
        [1250, 290, 460],
      ] as const)
        cloud(sheet, x, y, wide, '#f6f3e4')
    },
    people: (sheet) => {
      for (const [x, foot, tall, colour] of [
        [300, 1010, 220, ink.deep],
        [400, 1002, 196, ink.rust],
        [760, 905, 140, ink.plum],
        [820, 912, 150, ink.deep],
        [980, 838, 96, ink.deep],
        [1010, 842, 100, ink.rust],
        [640, 860, 116, ink.pine],
      ] as const)
        person(sheet, x, foot, tall, { colour, stride: between(sheet, -0.8, 0.8) })
      stall(sheet, 120, 960, 250, ink.coral)
    },
  },
  dusk: {
    sky: [
      [0, '#3d4a68'],
      [0.5, '#9a6a78'],
      [0.85, '#e5895a'],
      [1, '#f2b25c'],
    ],
    water: [
      [0, '#e08f60'],
      [0.4, '#7d6274'],
      [1, '#2c3d55'],
    ],
    light: '#f1b27a',
    dark: '#39405c',
    hills: ['#7e5f70', '#5b4b62'],
    walls: ['#6d4a56', '#7f5450', '#574659', '#8a5a4c'],
    roof: '#332f42',
    window: '#332f42',
    lit: '#ffcf74',
    litShare: 0.5,
    ground: '#4a4152',
    groundLight: '#a8705f',
    wall: '#2d2b3b',
    figure: '#1f2030',
    above: (sheet) => streaks(sheet, 12, 140, 560, '#f0a06a', 0.7),
    path: { x: 1460, spread: 190, colour: '#f8c884' },
    lamps: '#ffcf74',
    people: (sheet) => {
      person(sheet, 470, 1010, 226, { colour: '#1f2030', stride: -0.7 })
      person(sheet, 560, 1012, 208, { colour: '#1f2030', long: true, stride: -0.6 })
      person(sheet, 880, 870, 128, { colour: '#1f2030', hat: true })
    },
  },
  night: {
    sky: [
      [0, '#0e1a28'],
      [1, '#2b4a5d'],
    ],
    water: [
      [0, '#2b4a5d'],
      [1, '#0f1e2c'],
    ],
    light: '#5f8390',
    dark: '#0c1722',
    hills: ['#223a4a', '#182b3a'],
    walls: ['#1f2f3d', '#243646', '#1a2936'],
    roof: '#0f1a25',
    window: '#131f2b',
    lit: '#f0bd5a',
    litShare: 0.16,
    ground: '#24333f',
    groundLight: '#6b8288',
    wall: '#101b26',
    figure: '#0a121a',
    above: (sheet) => {
      stars(sheet, 170, 520)
      disc(sheet, 1420, 210, 64, ink.paper)
      disc(sheet, 1394, 196, 56, '#16283a')
    },
    path: { x: 1420, spread: 90, colour: '#dfe3d0' },
    lamps: ink.ochre,
    people: (sheet) => {
      glow(sheet, 800, 985, 260, ink.ochre, { opacity: 0.35, squash: 0.3 })
      person(sheet, 930, 985, 220, { colour: '#0a121a', hat: true, long: true, stride: 0.8 })
    },
  },
}

function quay(sheet: Sheet, hour: Hour): void {
  roll(sheet, hour.sky, 0, 680)
  hour.above(sheet)
  const land = { ...sheet, random: newSheet('quay hills').random }
  cut(sheet, ridge(land, 560, 110, 700, { bumps: 4 }), hour.hills[0])
  carved(sheet, ridge(land, 620, 60, 700, { bumps: 7 }), hour.hills[1], {
    colour: hour.hills[0],
    angle: -28,
    gap: 16,
    thickness: 4,
    length: 56,
  })
  roll(sheet, hour.water, 664, 1200)
  water(sheet, 668, 1200, {
    light: hour.light,
    dark: hour.dark,
    ...(hour.path === undefined ? {} : { path: hour.path }),
  })
  box(sheet, 1400, 640, 420, 28, hour.wall)
  cut(
    sheet,
    [
      [1386, 668],
      [1392, 560],
      [1424, 560],
      [1430, 668],
    ],
    hour.wall,
  )
  if (hour.lamps !== undefined) glow(sheet, 1408, 550, 90, ink.coral, { opacity: 0.9 })
  disc(sheet, 1408, 550, 13, ink.coral)
  const row = {
    walls: hour.walls,
    roof: hour.roof,
    window: hour.window,
    detail: true,
    ...(hour.lit === undefined ? {} : { lit: hour.lit, litShare: hour.litShare ?? 0.3 }),
  }
  const street = { ...sheet, random: newSheet('quay').random }
  houses(street, 700, 1070, 766, { ...row, wide: [78, 110], tall: [120, 190] })
  houses(street, 330, 720, 786, { ...row, wide: [120, 150], tall: [210, 290] })
  houses(street, -60, 350, 812, { ...row, wide: [180, 220], tall: [330, 420] })
  const ground: Point[] = [
    [-20, 806],
    [1070, 760],
    [1096, 768],
    [1470, 1210],
    [-20, 1210],
  ]
  carved(sheet, ground, hour.ground, {
    colour: hour.groundLight,
    angle: -2,
    gap: 17,
    thickness: 4.5,
    length: 84,
    density: (x, y) => 0.35 + 0.6 * ((y - 760) / 440) * (x / 1300),
  })
  cut(
    sheet,
    [
      [1096, 768],
      [1124, 768],
      [1580, 1210],
      [1470, 1210],
    ],
    hour.wall,
  )
  for (const [x, y, long, trim, hull] of [
    [1300, 812, 150, ink.ochre, hour.figure],
    [1440, 905, 250, ink.coral, hour.wall],
    [1660, 1070, 400, ink.paper, hour.figure],
  ] as const) {
    faint(sheet, 0.5, () => {
      for (const wave of range(5))
        gouge(sheet, x - long * 0.5, y + 8 + wave * long * 0.03, long * between(sheet, 0.6, 1), long * 0.02, 0, hull)
    })
    boat(sheet, x, y, long, { hull, trim, house: hour.light })
  }
  if (hour.lamps !== undefined)
    for (const [x, foot, tall] of [
      [1010, 786, 130],
      [1130, 905, 250],
      [1290, 1100, 470],
    ] as const)
      lampWithPool(sheet, x, foot, tall, hour)
  for (const [x, foot, tall] of [
    [1150, 858, 30],
    [1228, 952, 44],
    [1348, 1100, 66],
  ] as const)
    bollard(sheet, x, foot, tall, hour.figure)
  hour.people(sheet)
  if (hour.lamps === undefined)
    for (const [x, y, span] of [
      [1200, 300, 60],
      [1290, 350, 40],
      [1620, 420, 74],
      [980, 240, 36],
    ] as const)
      gull(sheet, x, y, span, hour.figure)
}

function lampWithPool(sheet: Sheet, x: number, foot: number, tall: number, hour: Hour): void {
  const light = hour.lamps ?? ink.ochre
  glow(sheet, x - tall * 0.1, foot, tall * 0.75, light, { opacity: 0.55, squash: 0.3 })
  lamp(sheet, x, foot, tall, light, hour.figure)
}

function stall(sheet: Sheet, x: number, foot: number, wide: number, colour: string): void {
  const tall = wide * 0.86
  for (const post of [0.03, 0.97]) box(sheet, x + wide * post - 5, foot - tall, 10, tall, ink.deep)
  box(sheet, x, foot - tall * 0.36, wide, tall * 0.32, '#8a6a4d')
  carve(
    sheet,
    [
      [x, foot - tall * 0.36],
      [x + wide, foot - tall * 0.36],
      [x + wide, foot - tall * 0.04],
      [x, foot - tall * 0.04],
    ],
    { colour: '#b58e66', gap: 14, thickness: 3, length: 70 },
  )
  for (const fruit of range(26))
    disc(
      sheet,
      x + wide * (0.05 + (fruit % 13) * 0.075),
      foot - tall * (0.37 + Math.floor(fruit / 13) * 0.05),
      wide * 0.036,
      pick(sheet, [ink.ochre, ink.coral, ink.moss, ink.rust]),
    )
  const stripes = 8
  for (const stripe of range(stripes)) {
    const [a, b] = [stripe / stripes, (stripe + 1) / stripes]
    const [from, to] = [x - wide * 0.08 + wide * 1.16 * a, x - wide * 0.08 + wide * 1.16 * b]
    const top = (share: number) => x + wide * 0.06 + wide * 0.88 * share
    const tint = stripe % 2 === 0 ? colour : ink.paper
    cut(
      sheet,
      [
        [top(a), foot - tall * 1.2],
        [top(b), foot - tall * 1.2],
        [to, foot - tall * 0.92],
        [from, foot - tall * 0.92],
      ],
      tint,
      { rough: 1 },
    )
    disc(sheet, (from + to) / 2, foot - tall * 0.92, (to - from) / 2, tint, { squash: 0.8 })
  }
}

// Square, court, street, pitch -----------------------------------------------------

function market(sheet: Sheet): void {
  roll(
    sheet,
    [
      [0, '#8ea6ad'],
      [1, '#e2d3bb'],
    ],
    0,
    700,
  )
  for (const [x, y, wide] of [
    [-60, 220, 560],
    [640, 150, 480],
    [1230, 260, 640],
  ] as const)
    cloud(sheet, x, y, wide, '#dfe0d3', 0.9)
  spire(sheet, 1240, 660, 640, '#5d6f78')
  disc(sheet, 1240, 388, 40, ink.paper)
  line(
    sheet,
    [
      [1240, 388],
      [1240, 360],
    ],
    ink.black,
    5,
  )
  line(
    sheet,
    [
      [1240, 388],
      [1262, 398],
    ],
    ink.black,
    5,
  )
  const row = {
    walls: ['#d7b48c', '#c98f6b', '#e3cba4', '#a9b3a6'] as const,
    roof: '#7d3f33',
    window: '#46535d',
    lit: ink.cream,
    litShare: 0.25,
    detail: true,
  }
  houses(sheet, -40, 1840, 700, { ...row, wide: [130, 190], tall: [190, 300] })
  box(sheet, -20, 690, 1840, 520, '#b0a894')
  carve(
    sheet,
    [
      [0, 690],
      [1800, 690],
      [1800, 1200],
      [0, 1200],
    ],
    { colour: '#e3d8bf', gap: 16, thickness: 5, length: 100, density: (_, y) => 0.4 + (y - 690) / 900 },
  )
  bunting(sheet, [
    [-20, 420],
    [620, 500],
    [1240, 330],
  ])
  bunting(sheet, [
    [620, 330],
    [1210, 470],
    [1820, 380],
  ])
  const crowd = (count: number, top: number, bottom: number, tall: number) => {
    for (const step of range(count)) {
      const foot = top + ((bottom - top) * step) / count
      const umbrella = sheet.random() < 0.2 ? pick(sheet, [ink.coral, ink.ochre, ink.sea, ink.paper]) : undefined
      person(sheet, between(sheet, 20, 1780), foot, tall * between(sheet, 0.86, 1.1), {
        colour: pick(sheet, [ink.black, ink.deep, ink.plum, ink.rust, ink.pine]),
        stride: between(sheet, -0.9, 0.9),
        long: sheet.random() < 0.5,
        bag: sheet.random() < 0.4,
        hat: sheet.random() < 0.3,
        ...(umbrella === undefined ? {} : { umbrella }),
      })
    }
  }
  crowd(22, 722, 760, 92)
  for (const [x, foot, wide, colour] of [
    [60, 800, 200, ink.sea],
    [430, 792, 190, ink.ochre],
    [860, 796, 200, ink.coral],
    [1270, 800, 200, ink.moss],
    [1590, 806, 210, ink.rust],
  ] as const)
    stall(sheet, x, foot, wide, colour)
  crowd(16, 850, 900, 140)
  stall(sheet, 150, 1060, 400, ink.coral)
  stall(sheet, 1240, 1080, 420, ink.sea)
  person(sheet, 350, 1040, 190, { colour: ink.black, hat: true })
  person(sheet, 720, 1150, 300, { colour: ink.deep, long: true, bag: true, umbrella: ink.ochre })
  person(sheet, 1010, 1120, 280, { colour: ink.plum, stride: -0.8, bag: true })
  person(sheet, 1120, 1168, 200, { colour: ink.rust, stride: -0.5 })
}

function bunting(sheet: Sheet, [from, middle, to]: readonly [Point, Point, Point]): void {
  const at = (share: number): Point => {
    const x = (1 - share) ** 2 * from[0] + 2 * share * (1 - share) * middle[0] + share ** 2 * to[0]
    return [x, (1 - share) ** 2 * from[1] + 2 * share * (1 - share) * (middle[1] + 90) + share ** 2 * to[1]]
  }
  line(
    sheet,
    range(21).map((step) => at(step / 20)),
    ink.black,
    3,
  )
  for (const flag of range(21)) {
    const [x, y] = at((flag + 0.5) / 21)
    cut(
      sheet,
      [
        [x - 18, y],
        [x + 18, y],
        [x + between(sheet, -4, 6), y + 44],
      ],
      pick(sheet, [ink.coral, ink.ochre, ink.paper, ink.sea]),
      { rough: 1.5 },
    )
  }
}

function courthouse(sheet: Sheet): void {
  roll(sheet, [
    [0, '#e9c58d'],
    [1, '#f3e2bd'],
  ])
  const front: Point[] = [
    [240, 900],
    [240, 380],
    [1560, 380],
    [1560, 900],
  ]
  cut(sheet, front, '#7c6a5e')
  cut(
    sheet,
    [
      [170, 384],
      [900, 110],
      [1630, 384],
    ],
    '#d9bd92',
  )
  carve(
    sheet,
    [
      [330, 350],
      [900, 150],
      [1470, 350],
    ],
    { colour: '#9b7d62', angle: 20, gap: 15, thickness: 4, length: 60, density: (x) => (x - 700) / 700 },
  )
  cut(
    sheet,
    [
      [360, 352],
      [900, 158],
      [1440, 352],
    ],
    '#c3a27b',
  )
  disc(sheet, 900, 284, 50, '#8d7159')
  scales(sheet, 900, 284, 38)
  box(sheet, 150, 376, 1500, 34, '#e8d2a8')
  box(sheet, 180, 410, 1440, 60, '#cfae80')
  box(sheet, 250, 470, 1300, 430, '#3f3a3e')
  cut(
    sheet,
    [
      [800, 900],
      [800, 560],
      [900, 520],
      [1000, 560],
      [1000, 900],
    ],
    '#211f25',
  )
  glow(sheet, 900, 700, 150, ink.ochre, { opacity: 0.6 })
  for (const column of range(6)) {
    const x = 300 + column * 216
    const shaft: Point[] = [
      [x, 480],
      [x + 100, 480],
      [x + 112, 890],
      [x - 12, 890],
    ]
    carved(sheet, shaft, '#ecd9b3', {
      colour: '#8a725f',
      angle: 90,
      gap: 12,
      thickness: 5.5,
      length: 130,
      density: (px) => (px - x - 28) / 70,
    })
    box(sheet, x - 22, 466, 144, 26, '#f4e6c6')
    box(sheet, x - 26, 884, 152, 24, '#f4e6c6')
  }
  for (const step of range(7)) {
    box(sheet, 200 - step * 50, 906 + step * 44, 1400 + step * 100, 46, step % 2 === 0 ? '#dcc093' : '#cbac80', {
      rough: 1.4,
    })
    gouge(sheet, 200 - step * 50, 909 + step * 44, 1400 + step * 100, 5, 0, '#f8ebcd')
  }
  const shadow: Point[] = [
    [-20, 1210],
    [-20, 760],
    [180, 860],
    [760, 1210],
  ]
  faint(sheet, 0.55, () => cut(sheet, shadow, '#4b3a45'))
  faint(sheet, 0.6, () =>
    cut(
      sheet,
      [
        [1056, 1100],
        [1080, 1100],
        [1420, 1196],
        [1300, 1204],
      ],
      '#5a4548',
    ),
  )
  person(sheet, 1066, 1102, 210, { colour: ink.black, stride: -0.7, long: true, bag: true })
  person(sheet, 620, 1000, 150, { colour: ink.plum })
  person(sheet, 690, 1000, 146, { colour: ink.black, hat: true })
  for (const [x, y] of [
    [1240, 1060],
    [1290, 1068],
    [1330, 1056],
    [1400, 1072],
  ] as const)
    blob(
      sheet,
      [
        [x - 15, y],
        [x - 4, y - 13],
        [x + 8, y - 15],
        [x + 13, y - 23],
        [x + 20, y - 17],
        [x + 12, y - 3],
        [x, y + 2],
      ],
      '#5e6670',
    )
}

function scales(sheet: Sheet, x: number, y: number, r: number): void {
  line(
    sheet,
    [
      [x, y - r * 0.8],
      [x, y + r * 0.7],
    ],
    ink.cream,
    5,
  )
  line(
    sheet,
    [
      [x - r * 0.8, y - r * 0.5],
      [x + r * 0.8, y - r * 0.5],
    ],
    ink.cream,
    5,
  )
  for (const side of [-1, 1]) {
    line(
      sheet,
      [
        [x + side * r * 0.8, y - r * 0.5],
        [x + side * r * 0.8, y + r * 0.1],
      ],
      ink.cream,
      3,
    )
    gouge(sheet, x + side * r * 0.8 - r * 0.35, y + r * 0.16, r * 0.7, 8, 0, ink.cream)
  }
}

function nightBus(sheet: Sheet): void {
  roll(
    sheet,
    [
      [0, '#101a29'],
      [1, '#3a4a63'],
    ],
    0,
    800,
  )
  stars(sheet, 90, 380)
  const row = {
    walls: ['#1e2b3b', '#253345', '#2b2d42'] as const,
    roof: '#0e1722',
    window: '#141f2c',
    lit: ink.ochre,
    litShare: 0.22,
    detail: true,
  }
  houses(sheet, -60, 1860, 800, { ...row, wide: [170, 240], tall: [360, 480] })
  box(sheet, -20, 790, 1840, 420, '#202c3a')
  box(sheet, -20, 786, 1840, 22, '#465364')
  const bus: Point[] = [
    [330, 900],
    [322, 520],
    [352, 486],
    [1350, 486],
    [1396, 530],
    [1412, 720],
    [1408, 900],
  ]
  glow(sheet, 860, 720, 820, ink.ochre, { opacity: 0.4 })
  cut(sheet, bus, ink.rust)
  box(sheet, 326, 786, 1084, 18, ink.cream)
  for (const pane of range(6)) {
    const x = 366 + pane * 152
    box(sheet, x, 548, 132, 176, '#fbdc93')
    within(
      sheet,
      [
        [x, 548],
        [x + 132, 548],
        [x + 132, 724],
        [x, 724],
      ],
      () => {
        if ([1, 2, 4].includes(pane)) {
          disc(sheet, x + 66, 630, 28, ink.black, { squash: 1.15 })
          blob(
            sheet,
            [
              [x + 12, 740],
              [x + 20, 690],
              [x + 48, 664],
              [x + 86, 664],
              [x + 112, 690],
              [x + 120, 740],
            ],
            ink.black,
          )
        }
        line(
          sheet,
          [
            [x, 570],
            [x + 132, 570],
          ],
          '#d9973f',
          5,
        )
      },
    )
  }
  cut(
    sheet,
    [
      [1290, 548],
      [1376, 548],
      [1394, 720],
      [1290, 720],
    ],
    '#fbdc93',
  )
  disc(sheet, 1330, 634, 26, ink.black, { squash: 1.15 })
  blob(
    sheet,
    [
      [1292, 730],
      [1300, 680],
      [1330, 660],
      [1362, 680],
      [1372, 730],
    ],
    ink.black,
  )
  box(sheet, 1240, 496, 120, 34, ink.black)
  for (const dot of range(9)) disc(sheet, 1256 + dot * 11, 513 + (dot % 3) * 4 - 4, 4, ink.ochre)
  for (const x of [520, 1230]) {
    disc(sheet, x, 900, 66, ink.black)
    disc(sheet, x, 900, 28, ink.slate)
  }
  glow(sheet, 1430, 850, 260, ink.cream, { opacity: 0.9, squash: 0.5 })
  box(sheet, 1388, 836, 24, 26, ink.paper)
  box(sheet, 324, 826, 14, 34, ink.coral)
  for (const row of range(22)) {
    const y = 972 + row * 11
    for (const pane of range(7))
      if (sheet.random() < 0.8)
        gouge(
          sheet,
          366 + pane * 152 + between(sheet, -26, 26),
          y,
          between(sheet, 60, 150),
          6,
          0,
          sheet.random() < 0.25 ? ink.rust : '#e0ab58',
          { opacity: 0.9 - row * 0.03 },
        )
  }
  lamp(sheet, 1640, 960, 560, ink.ochre)
  person(sheet, 1560, 966, 250, { long: true, bag: true, umbrella: ink.sea })
  person(sheet, 170, 950, 230, { stride: -0.8 })
  rain(sheet, 200, ink.mist, { opacity: 0.45 })
}

function pitch(sheet: Sheet): void {
  roll(
    sheet,
    [
      [0, '#13202f'],
      [1, '#3c5a66'],
    ],
    0,
    640,
  )
  const stand: Point[] = [
    [-20, 640],
    [-20, 400],
    [1100, 460],
    [1100, 640],
  ]
  cut(
    sheet,
    [
      [-20, 330],
      [1160, 420],
      [1160, 446],
      [-20, 372],
    ],
    ink.black,
  )
  cut(sheet, stand, '#27384a')
  for (const row of range(6))
    for (const seat of range(40))
      if (sheet.random() < 0.85)
        disc(
          sheet,
          seat * 27.5 + between(sheet, -5, 5),
          425 + seat * 1.5 + row * 32,
          10,
          pick(sheet, [ink.coral, ink.slate, ink.plum, ink.mist, ink.black, ink.deep, ink.ochre]),
        )
  cut(sheet, ridge(sheet, 590, 44, 660, { bumps: 8, left: 1060 }), '#24394a')
  houses(sheet, 1180, 1840, 640, {
    wide: [54, 84],
    tall: [40, 84],
    walls: ['#2b3f4d', '#314757'],
    roof: '#1a2936',
    window: '#1a2936',
    lit: ink.ochre,
    litShare: 0.5,
  })
  for (const [x, tall] of [
    [250, 540],
    [1480, 530],
  ] as const)
    floodlight(sheet, x, 650, tall)
  roll(
    sheet,
    [
      [0, '#6f9a63'],
      [1, '#2c5540'],
    ],
    636,
    1200,
  )
  for (const stripe of range(9))
    if (stripe % 2 === 0)
      faint(sheet, 0.18, () =>
        cut(
          sheet,
          [
            [760 + (stripe - 4) * 130, 636],
            [760 + (stripe - 3) * 130, 636],
            [760 + (stripe - 3) * 400, 1210],
            [760 + (stripe - 4) * 400, 1210],
          ],
          ink.cream,
        ),
      )
  carve(
    sheet,
    [
      [0, 640],
      [1800, 640],
      [1800, 1200],
      [0, 1200],
    ],
    {
      colour: '#9fbf7e',
      angle: -70,
      gap: 21,
      thickness: 4,
      length: 26,
      opacity: 0.8,
      density: (x, y) => 0.4 + 0.5 * Math.sin(x / 200 + y / 90),
    },
  )
  line(
    sheet,
    [
      [-20, 716],
      [1820, 700],
    ],
    ink.paper,
    6,
  )
  line(
    sheet,
    [
      [1120, 704],
      [1560, 1210],
    ],
    ink.paper,
    9,
  )
  goal(sheet)
  player(sheet, 520, 1090, 390, ink.coral, 1)
  player(sheet, 770, 1060, 360, ink.paper, -1)
  player(sheet, 330, 810, 170, ink.paper, 1)
  player(sheet, 930, 790, 160, ink.coral, 1)
  player(sheet, 1130, 830, 180, ink.paper, -1)
  player(sheet, 1440, 900, 240, ink.ochre, -1)
  disc(sheet, 668, 1078, 25, ink.paper)
  blob(
    sheet,
    [
      [660, 1068],
      [676, 1066],
      [680, 1080],
      [668, 1088],
      [658, 1080],
    ],
    ink.black,
  )
  for (const drop of range(16))
    gouge(
      sheet,
      640 + drop * 7,
      1098 - between(sheet, 0, 20),
      between(sheet, 10, 34),
      3.5,
      between(sheet, -70, -10),
      ink.paper,
    )
  rain(sheet, 300, ink.paper, { angle: 108, opacity: 0.55 })
}

function floodlight(sheet: Sheet, x: number, foot: number, tall: number): void {
  glow(sheet, x, foot - tall, 520, ink.cream, { opacity: 0.8 })
  line(
    sheet,
    [
      [x - 12, foot],
      [x - 5, foot - tall],
    ],
    ink.black,
    7,
  )
  line(
    sheet,
    [
      [x + 12, foot],
      [x + 5, foot - tall],
    ],
    ink.black,
    7,
  )
  for (const rung of range(14))
    line(
      sheet,
      [
        [x - 11, foot - rung * tall * 0.07],
        [x + 10, foot - (rung + 1) * tall * 0.07],
      ],
      ink.black,
      3,
    )
  box(sheet, x - 84, foot - tall - 56, 168, 84, ink.black)
  for (const bulb of range(12))
    disc(sheet, x - 63 + (bulb % 4) * 42, foot - tall - 40 + Math.floor(bulb / 4) * 26, 11, ink.paper)
}

function goal(sheet: Sheet): void {
  const [left, right, top, foot] = [1330, 1700, 640, 900] as const
  for (const step of range(19))
    line(
      sheet,
      [
        [left + step * 20.5, top],
        [left + step * 20.5 + 30, foot - 22],
      ],
      '#d3dccb',
      1.5,
      { opacity: 0.55 },
    )
  for (const step of range(13))
    line(
      sheet,
      [
        [left, top + step * 20],
        [right, top + step * 20 + 12],
      ],
      '#d3dccb',
      1.5,
      { opacity: 0.55 },
    )
  line(
    sheet,
    [
      [left, foot],
      [left, top],
      [right, top + 14],
      [right, foot + 40],
    ],
    ink.paper,
    11,
  )
}

function player(sheet: Sheet, x: number, foot: number, tall: number, shirt: string, side: number): void {
  const u = tall / 100
  const at = (along: number, up: number): Point => [x + along * side * u, foot - up * u]
  faint(sheet, 0.4, () => gouge(sheet, x - 30 * u, foot + 2 * u, 70 * u, 5 * u, 0, ink.black))
  line(sheet, [at(-3, 46), at(-13, 26), at(-27, 20)], '#8a5a44', 8 * u)
  line(sheet, [at(3, 46), at(13, 25), at(16, 4)], '#8a5a44', 8 * u)
  line(sheet, [at(-17, 24), at(-27, 20)], shirt, 8.5 * u)
  line(sheet, [at(14, 18), at(16, 5)], shirt, 8.5 * u)
  line(sheet, [at(-27, 20), at(-31, 13)], ink.black, 7 * u)
  line(sheet, [at(15, 2), at(24, 2)], ink.black, 6 * u)
  cut(sheet, [at(-9, 52), at(8, 52), at(13, 36), at(2, 34), at(-2, 38), at(-12, 34)], ink.black, { rough: 1 })
  line(sheet, [at(-4, 76), at(-18, 66), at(-22, 54)], '#8a5a44', 5.4 * u)
  line(sheet, [at(9, 77), at(22, 70), at(30, 78)], '#8a5a44', 5.4 * u)
  blob(sheet, [at(-7, 82), at(6, 84), at(14, 78), at(11, 62), at(9, 50), at(-10, 50), at(-9, 64), at(-13, 74)], shirt)
  line(sheet, [at(-6, 79), at(-16, 68)], shirt, 7 * u)
  line(sheet, [at(8, 79), at(19, 71)], shirt, 7 * u)
  disc(sheet, ...at(5, 92), 7.4 * u, '#8a5a44', { squash: 1.15 })
  blob(sheet, [at(-3, 92), at(-1, 99), at(7, 101), at(12, 96), at(5, 95)], ink.black)
}
