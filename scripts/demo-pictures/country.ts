/** Hills, marsh, gardens and the sky above them. */
import { dog, houses, person, ridge, spire, stars, streaks, water } from './props.ts'
import {
  between,
  blob,
  box,
  carve,
  carved,
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
  roll,
  turned,
  within,
  type Point,
  type Sheet,
} from './sheet.ts'

export const country: Record<string, (sheet: Sheet) => void> = {
  'hill-walk': hillWalk,
  greenhouse,
  'night-sky': nightSky,
  'marsh-heron': marshHeron,
  'river-lanterns': riverLanterns,
}

function hillWalk(sheet: Sheet): void {
  roll(
    sheet,
    [
      [0, '#8fb3b8'],
      [0.5, '#e6dcbd'],
      [1, '#f3c992'],
    ],
    0,
    760,
  )
  disc(sheet, 1330, 360, 92, ink.paper)
  streaks(sheet, 6, 80, 300, ink.paper, 0.7)
  const layers = [
    [430, 190, '#b6c2b0', '#cdd3bd'],
    [540, 160, '#90a795', '#a9bba2'],
    [650, 130, '#6f8d78', '#8fa88a'],
    [770, 120, ink.moss, '#8ea26c'],
  ] as const
  for (const [base, rise, colour, light] of layers)
    carved(sheet, ridge(sheet, base, rise, 1210, { bumps: 4 }), colour, {
      colour: light,
      angle: -22,
      gap: 18,
      thickness: 5,
      length: 74,
      density: (x, y) => (x / 1800) * 1.1 - (y - base) / 420,
    })
  for (const field of range(5)) {
    const x = 180 + field * 330
    faint(sheet, 0.5, () =>
      cut(
        sheet,
        [
          [x, 800 + (field % 2) * 50],
          [x + 210, 780 + (field % 2) * 50],
          [x + 260, 850 + (field % 2) * 50],
          [x - 40, 872 + (field % 2) * 50],
        ],
        pick(sheet, ['#b7a75e', '#7f9a5c', '#cdb069']),
      ),
    )
  }
  for (const [fromX, fromY, toX, toY] of [
    [-20, 790, 700, 900],
    [700, 900, 1820, 800],
    [420, 860, 520, 1000],
    [1150, 855, 1290, 1000],
  ] as const)
    wall(sheet, fromX, fromY, toX, toY, 14)
  const hill: Point[] = [
    [-20, 1010],
    ...range(25).map((step): Point => [step * 76, 1000 - Math.sin((step / 24) * Math.PI * 0.9) * 90 + step * 3]),
    [1820, 1210],
    [-20, 1210],
  ]
  carved(sheet, hill, ink.pine, {
    colour: '#7d945d',
    angle: -58,
    gap: 22,
    thickness: 6,
    length: 44,
    density: (x, y) => 0.35 + (x / 1800) * 0.6 - (y - 940) / 700,
  })
  sheet.marks.push(
    `<path d="${curveOf(
      [
        [240, 1230],
        [420, 1120],
        [700, 1050],
        [860, 990],
        [1010, 930],
        [1080, 915],
      ],
      false,
    )}" fill="none" stroke="#d9c79a" stroke-width="22" stroke-linecap="round"/>`,
  )
  person(sheet, 860, 992, 210, { hat: true, stride: 0.9, bag: true })
  line(
    sheet,
    [
      [905, 880],
      [930, 990],
    ],
    ink.black,
    6,
  )
  dog(sheet, 1010, 948, 66)
  for (const [x, y, tall] of [
    [1290, 1000, 46],
    [1370, 1040, 52],
    [1480, 985, 44],
    [1560, 1060, 56],
    [1660, 1010, 48],
    [330, 1000, 40],
  ] as const)
    sheep(sheet, x, y, tall)
  turbine(sheet, 420, 470, 190, 20)
  turbine(sheet, 560, 450, 160, 65)
  turbine(sheet, 680, 470, 130, 100)
}

function wall(sheet: Sheet, fromX: number, fromY: number, toX: number, toY: number, tall: number): void {
  const count = Math.round(Math.hypot(toX - fromX, toY - fromY) / 20)
  for (const stone of range(count)) {
    const share = stone / count
    box(
      sheet,
      fromX + (toX - fromX) * share,
      fromY + (toY - fromY) * share - tall,
      19,
      tall + between(sheet, -2, 4),
      pick(sheet, ['#4c5a50', '#5f6b5c', '#414f48']),
      { rough: 2 },
    )
  }
}

function sheep(sheet: Sheet, x: number, foot: number, tall: number): void {
  for (const leg of [-0.35, -0.22, 0.2, 0.32])
    line(
      sheet,
      [
        [x + leg * tall, foot - tall * 0.4],
        [x + leg * tall, foot],
      ],
      ink.black,
      tall * 0.08,
    )
  for (const puff of range(7))
    disc(
      sheet,
      x + (puff - 3) * tall * 0.14,
      foot - tall * (0.55 + Math.sin((puff / 6) * Math.PI) * 0.16),
      tall * 0.26,
      ink.paper,
    )
  blob(
    sheet,
    [
      [x + tall * 0.5, foot - tall * 0.8],
      [x + tall * 0.72, foot - tall * 0.7],
      [x + tall * 0.74, foot - tall * 0.46],
      [x + tall * 0.54, foot - tall * 0.5],
    ],
    ink.black,
  )
}

function turbine(sheet: Sheet, x: number, foot: number, tall: number, turn: number): void {
  cut(
    sheet,
    [
      [x - tall * 0.022, foot],
      [x - tall * 0.01, foot - tall],
      [x + tall * 0.01, foot - tall],
      [x + tall * 0.022, foot],
    ],
    ink.paper,
    { rough: 0.6 },
  )
  for (const blade of range(3))
    turned(sheet, x, foot - tall, turn + blade * 120, () =>
      cut(
        sheet,
        [
          [x, foot - tall - 4],
          [x + tall * 0.14, foot - tall - tall * 0.035],
          [x + tall * 0.6, foot - tall],
          [x, foot - tall + 4],
        ],
        ink.paper,
        { rough: 0.6 },
      ),
    )
  disc(sheet, x, foot - tall, tall * 0.03, ink.paper)
}

function greenhouse(sheet: Sheet): void {
  roll(
    sheet,
    [
      [0, '#16283a'],
      [0.55, '#3d5a70'],
      [1, '#b98a7d'],
    ],
    0,
    900,
  )
  stars(sheet, 110, 430)
  cut(sheet, ridge(sheet, 760, 90, 1210, { bumps: 5 }), '#2c4150')
  box(sheet, -20, 860, 1840, 360, '#1d2f30')
  houses(sheet, 1360, 1840, 860, {
    wide: [80, 110],
    tall: [70, 120],
    walls: ['#253846', '#2c4250'],
    roof: '#18262f',
    window: '#18262f',
    lit: ink.ochre,
    litShare: 0.4,
  })
  glow(sheet, 800, 690, 900, ink.ochre, { opacity: 0.6 })
  const glass: Point[] = [
    [300, 980],
    [300, 560],
    [800, 290],
    [1300, 560],
    [1300, 980],
  ]
  cut(sheet, glass, '#f3cf83')
  within(sheet, glass, () => {
    glow(sheet, 800, 620, 480, ink.paper, { opacity: 0.9 })
    for (const pot of range(13)) plant(sheet, 335 + pot * 78, 985, between(sheet, 150, 330))
    for (const vine of range(9)) hanging(sheet, 380 + vine * 106)
    person(sheet, 800, 975, 330, { colour: '#2a2c2e', arm: 30, long: true })
  })
  for (const bar of range(11)) {
    const x = 300 + bar * 100
    const top = 560 - (270 * (500 - Math.abs(x - 800))) / 500
    line(
      sheet,
      [
        [x, 980],
        [x, top],
      ],
      '#1b2a33',
      bar % 5 === 0 ? 13 : 7,
    )
  }
  for (const y of [560, 700, 840])
    line(
      sheet,
      [
        [300, y],
        [1300, y],
      ],
      '#1b2a33',
      7,
    )
  line(
    sheet,
    [
      [300, 560],
      [800, 290],
      [1300, 560],
    ],
    '#1b2a33',
    16,
  )
  line(
    sheet,
    [
      [550, 560],
      [800, 425],
      [1050, 560],
    ],
    '#1b2a33',
    6,
  )
  box(sheet, 284, 960, 1032, 34, '#3d2c2a')
  const garden: Point[] = [
    [-20, 930],
    [284, 960],
    [1316, 960],
    [1820, 930],
    [1820, 1210],
    [-20, 1210],
  ]
  cut(
    sheet,
    [
      [-20, 985],
      [1820, 985],
      [1820, 1210],
      [-20, 1210],
    ],
    '#1d2f30',
  )
  carve(sheet, garden, {
    colour: '#c99a52',
    angle: -2,
    gap: 17,
    thickness: 5,
    length: 90,
    opacity: 0.9,
    density: (x, y) => (y > 990 ? 1.05 - Math.abs(x - 800) / 800 - (y - 990) / 330 : 0),
  })
  for (const row of range(4))
    for (const head of range(15)) cabbage(sheet, 40 + head * 128 + (row % 2) * 60, 1040 + row * 52, 30 + row * 6)
  disc(sheet, 1540, 240, 58, ink.paper)
  cut(
    sheet,
    [
      [120, 1060],
      [140, 930],
      [250, 930],
      [236, 1060],
    ],
    '#4c5d62',
  )
  line(
    sheet,
    [
      [240, 1020],
      [310, 940],
      [330, 930],
    ],
    '#4c5d62',
    12,
  )
  line(
    sheet,
    [
      [130, 960],
      [96, 980],
      [128, 1030],
    ],
    '#4c5d62',
    9,
    { curved: true },
  )
}

function plant(sheet: Sheet, x: number, foot: number, tall: number): void {
  const colour = pick(sheet, ['#33503f', '#456348', '#24403a', '#5a7448'])
  line(
    sheet,
    [
      [x, foot],
      [x + between(sheet, -16, 16), foot - tall],
    ],
    colour,
    6,
    { curved: true },
  )
  for (const leaf of range(9)) {
    const side = leaf % 2 === 0 ? 1 : -1
    const y = foot - tall * (0.18 + leaf * 0.095)
    gouge(sheet, x, y, 62 - leaf * 3, 15, side > 0 ? -28 : 208, colour)
  }
  if (sheet.random() < 0.55)
    for (const _ of range(5))
      disc(
        sheet,
        x + between(sheet, -34, 34),
        foot - tall * between(sheet, 0.25, 0.85),
        between(sheet, 9, 14),
        ink.coral,
      )
}

function hanging(sheet: Sheet, x: number): void {
  const top = 560 - (270 * (500 - Math.abs(x - 800))) / 500 + 10
  line(
    sheet,
    [
      [x, top],
      [x, top + 60],
    ],
    '#2c3a3a',
    3,
  )
  for (const _ of range(9))
    gouge(sheet, x, top + 66, between(sheet, 40, 84), 9, between(sheet, 40, 140), pick(sheet, ['#33503f', '#4d6a46']))
}

function cabbage(sheet: Sheet, x: number, y: number, r: number): void {
  disc(sheet, x, y, r, '#2f4d42', { squash: 0.55 })
  for (const leaf of range(5))
    gouge(
      sheet,
      x - r * 0.8,
      y - r * 0.3 + leaf * r * 0.14,
      r * between(sheet, 0.9, 1.6),
      5,
      between(sheet, -12, 12),
      pick(sheet, ['#6e8f66', '#4f7358']),
    )
}

function nightSky(sheet: Sheet): void {
  roll(
    sheet,
    [
      [0, '#0d1726'],
      [0.6, '#22405a'],
      [0.9, '#4a7280'],
      [1, '#8fa795'],
    ],
    0,
    960,
  )
  const band: Point[] = [
    [180, -40],
    [700, -40],
    [1500, 960],
    [900, 960],
  ]
  faint(sheet, 0.3, () =>
    carve(sheet, band, { colour: ink.mist, angle: 52, gap: 17, thickness: 10, length: 200, density: () => 0.8 }),
  )
  for (const _ of range(520)) {
    const share = sheet.random()
    disc(
      sheet,
      440 + share * 780 + (sheet.random() + sheet.random() - 1) * 330,
      share * 960,
      between(sheet, 0.8, 2.6),
      ink.paper,
      { opacity: between(sheet, 0.4, 1) },
    )
  }
  stars(sheet, 330, 900)
  for (const [x, y, r] of [
    [1280, 170, 7],
    [1420, 250, 6],
    [1530, 210, 7],
    [1640, 300, 6],
    [1600, 430, 7],
    [1740, 460, 6],
  ] as const) {
    disc(sheet, x, y, r, ink.cream)
    glow(sheet, x, y, 36, ink.cream, { opacity: 0.7 })
  }
  for (const streak of range(24))
    gouge(
      sheet,
      300,
      270,
      between(sheet, 180, 420),
      between(sheet, 2, 7),
      196 + between(sheet, -8, 8) + streak * 0.2,
      ink.cream,
      { opacity: 0.55 },
    )
  glow(sheet, 304, 271, 90, ink.paper, { opacity: 1 })
  disc(sheet, 304, 271, 14, ink.paper)
  const hill: Point[] = [
    [-20, 960],
    ...range(31).map((step): Point => [
      step * 61,
      960 - Math.exp(-(((step - 20) / 7) ** 2)) * 130 + Math.sin(step) * 4,
    ]),
    [1820, 1210],
    [-20, 1210],
  ]
  cut(sheet, ridge(sheet, 900, 60, 1210, { bumps: 4 }), '#1b3040')
  carved(sheet, hill, '#0c151e', {
    colour: '#3f5d66',
    angle: -64,
    gap: 24,
    thickness: 4,
    length: 34,
    density: (_, y) => 0.9 - (y - 860) / 260,
  })
  dome(sheet, 1260, 850)
  person(sheet, 560, 968, 168, { colour: '#0c151e', arm: 55 })
  person(sheet, 650, 966, 130, { colour: '#0c151e' })
  line(
    sheet,
    [
      [760, 970],
      [790, 890],
      [820, 968],
    ],
    '#0c151e',
    6,
  )
  line(
    sheet,
    [
      [790, 970],
      [790, 890],
    ],
    '#0c151e',
    6,
  )
  line(
    sheet,
    [
      [836, 910],
      [744, 840],
    ],
    '#0c151e',
    20,
  )
}

function dome(sheet: Sheet, x: number, foot: number): void {
  carved(
    sheet,
    [
      [x - 150, foot],
      [x - 150, foot - 130],
      [x + 150, foot - 130],
      [x + 150, foot],
    ],
    '#9fb0ac',
    { colour: '#506d78', angle: 90, gap: 14, thickness: 6, length: 70, density: (px) => (px - x + 60) / 200 },
  )
  const shell = range(25).map((step): Point => [
    x - Math.cos((step / 24) * Math.PI) * 172,
    foot - 130 - Math.sin((step / 24) * Math.PI) * 172,
  ])
  carved(sheet, shell, ink.pale, {
    colour: '#58747d',
    angle: 78,
    gap: 15,
    thickness: 7,
    length: 80,
    density: (px) => (px - x + 20) / 170,
  })
  cut(
    sheet,
    [
      [x - 66, foot - 288],
      [x - 100, foot - 132],
      [x - 40, foot - 132],
      [x - 18, foot - 300],
    ],
    '#14202b',
  )
  glow(sheet, x - 60, foot - 190, 90, ink.coral, { opacity: 0.75 })
  line(
    sheet,
    [
      [x - 56, foot - 170],
      [x - 92, foot - 268],
    ],
    '#e9e2cd',
    26,
  )
  box(sheet, x - 182, foot - 138, 364, 16, '#2b4350')
  box(sheet, x + 30, foot - 84, 44, 84, '#14202b')
  box(sheet, x - 100, foot - 90, 40, 38, ink.ochre)
}

function marshHeron(sheet: Sheet): void {
  roll(
    sheet,
    [
      [0, '#d9ddcb'],
      [0.6, '#f1e2bd'],
      [1, '#eec594'],
    ],
    0,
    560,
  )
  disc(sheet, 620, 330, 112, '#e88f56')
  for (const [x, y, wide] of [
    [340, 380, 700],
    [520, 300, 420],
    [300, 420, 560],
  ] as const)
    gouge(sheet, x, y, wide, 13, 0, '#f1e2bd')
  cut(sheet, ridge(sheet, 520, 56, 640, { bumps: 5 }), '#a8b5a2')
  cut(sheet, ridge(sheet, 552, 28, 640, { bumps: 9 }), '#7f9788')
  spire(sheet, 1480, 556, 86, '#7f9788')
  const marsh: Point[] = [
    [-20, 570],
    [1820, 562],
    [1820, 1210],
    [-20, 1210],
  ]
  carved(sheet, marsh, '#8b9a63', {
    colour: '#c6bb78',
    angle: -2,
    gap: 13,
    thickness: 5,
    length: 90,
    density: (_, y) => 0.95 - (y - 570) / 620,
  })
  const creek = `${curveOf(
    [
      [560, 566],
      [700, 600],
      [520, 650],
      [860, 720],
      [700, 830],
      [260, 960],
      [420, 1210],
    ],
    false,
  )}L1500 1210${curveOf(
    [
      [1500, 1210],
      [1240, 1010],
      [1180, 850],
      [1160, 740],
      [720, 652],
      [800, 602],
      [700, 566],
    ],
    false,
  ).replace('M', 'L')}Z`
  sheet.marks.push(`<path d="${creek}" fill="#dcc59b"/>`)
  within(sheet, creek, () => {
    roll(
      sheet,
      [
        [0, '#efc794'],
        [0.4, '#b3b9a2'],
        [1, '#5f8686'],
      ],
      566,
      1200,
    )
    water(sheet, 580, 1200, { light: '#eee0be', dark: '#54797c', path: { x: 640, spread: 60, colour: '#ea9a62' } })
  })
  for (const [x, y, tall, count] of [
    [120, 880, 110, 30],
    [1560, 830, 110, 34],
    [1350, 1130, 190, 34],
    [60, 1190, 260, 40],
    [1740, 1190, 280, 44],
  ] as const)
    reeds(sheet, x, y, tall, count)
  heron(sheet, 980, 1020, 520)
  for (const goose of range(11)) {
    const row = goose - 5
    const [x, y] = [1180 + Math.abs(row) * 46 + (row < 0 ? 8 : 0), 190 + row * 19 + Math.abs(row) * 4]
    blob(
      sheet,
      [
        [x - 22, y - 13],
        [x - 4, y],
        [x - 20, y + 2],
        [x - 30, y],
        [x - 21, y + 6],
        [x + 6, y + 6],
        [x + 14, y - 12],
        [x + 8, y + 1],
        [x + 16, y + 6],
        [x, y + 10],
      ],
      '#4c5a58',
    )
  }
}

function reeds(sheet: Sheet, x: number, foot: number, tall: number, count: number): void {
  for (const _ of range(count)) {
    const [at, up, lean] = [x + between(sheet, -130, 130), tall * between(sheet, 0.5, 1.1), between(sheet, -13, 13)]
    gouge(sheet, at, foot + 10, up, 6, -90 + lean, pick(sheet, [ink.pine, '#4d5f3f', '#6d7445', '#2b3a30']))
    if (sheet.random() < 0.22) {
      const turn = ((-90 + lean) * Math.PI) / 180
      line(
        sheet,
        [
          [at + Math.cos(turn) * up * 0.86, foot + Math.sin(turn) * up * 0.86],
          [at + Math.cos(turn) * up, foot + Math.sin(turn) * up],
        ],
        '#5f3d2c',
        12,
      )
    }
  }
}

function heron(sheet: Sheet, x: number, foot: number, tall: number): void {
  const u = tall / 100
  const at = (along: number, up: number): Point => [x + along * u, foot - up * u]
  for (const row of range(9))
    gouge(
      sheet,
      x - 14 * u + between(sheet, -3, 3) * u,
      foot + (2 + row * 2.4) * u,
      between(sheet, 14, 30) * u,
      0.8 * u,
      0,
      '#46646a',
      { opacity: 0.7 },
    )
  line(sheet, [at(2, 44), at(4, 22), at(2, 0)], '#4a4438', 1.6 * u)
  line(sheet, [at(-4, 44), at(-6, 23), at(-3, -1)], '#4a4438', 1.6 * u)
  line(sheet, [at(-9, 56), at(-17, 62), at(-19, 70), at(-12, 77), at(-8, 84), at(-11, 92)], '#dfe3da', 5 * u, {
    curved: true,
  })
  blob(
    sheet,
    [at(-14, 60), at(-6, 66), at(8, 62), at(26, 46), at(36, 32), at(22, 36), at(4, 40), at(-10, 46)],
    '#6f858c',
  )
  within(
    sheet,
    [at(-14, 62), at(-6, 66), at(8, 62), at(26, 47), at(36, 32), at(22, 36), at(4, 40), at(-10, 46)],
    () => {
      for (const feather of range(9))
        gouge(
          sheet,
          ...at(-8 + feather * 2.6, 58 - feather * 2),
          between(sheet, 12, 22) * u,
          1.5 * u,
          38,
          pick(sheet, ['#aebdbb', '#3c515a', '#dfe3da']),
        )
    },
  )
  blob(sheet, [at(-17, 91), at(-13, 96), at(-8, 95), at(-6, 91), at(-10, 88)], '#e9ebe0')
  gouge(sheet, ...at(-13, 95), 18 * u, 1.3 * u, -12, ink.black)
  cut(sheet, [at(-16, 93), at(-34, 88.6), at(-16, 89)], ink.ochre, { rough: 0.6 })
  disc(sheet, ...at(-13.4, 92.4), 0.8 * u, ink.black)
  for (const plume of range(4)) gouge(sheet, ...at(-13, 60), (10 + plume * 2) * u, 0.9 * u, 78 + plume * 9, '#dfe3da')
}

function riverLanterns(sheet: Sheet): void {
  roll(
    sheet,
    [
      [0, '#141c33'],
      [0.6, '#33406a'],
      [1, '#8a6a7d'],
    ],
    0,
    560,
  )
  stars(sheet, 130, 400)
  cut(sheet, ridge(sheet, 500, 130, 620, { bumps: 4 }), '#2a3358')
  cut(sheet, ridge(sheet, 560, 60, 640, { bumps: 7 }), '#1d2542')
  houses(sheet, -20, 640, 606, {
    wide: [56, 90],
    tall: [50, 100],
    walls: ['#1d2542', '#232b4b'],
    roof: '#141a30',
    window: '#141a30',
    lit: ink.ochre,
    litShare: 0.45,
  })
  roll(
    sheet,
    [
      [0, '#5b4f70'],
      [1, '#10182c'],
    ],
    600,
    1200,
  )
  water(sheet, 606, 1200, { light: '#6a7398', dark: '#151d36' })
  arch(sheet)
  const lanterns = range(46)
    .map(() => ({ near: sheet.random() ** 1.4, side: sheet.random() + sheet.random() - 1 }))
    .sort((a, b) => a.near - b.near)
  for (const { near, side } of lanterns)
    lantern(sheet, 880 + side * (300 + near * 980), 650 + near * 500, 13 + near * 62)
  const bank: Point[] = [
    [-20, 1000],
    [200, 1020],
    [420, 1110],
    [470, 1210],
    [-20, 1210],
  ]
  carved(sheet, bank, '#0d1322', {
    colour: '#8d6a4c',
    angle: -8,
    gap: 19,
    thickness: 4,
    length: 60,
    density: (x) => x / 560,
  })
  person(sheet, 110, 1090, 300, { colour: '#0d1322', long: true })
  person(sheet, 250, 1120, 210, { colour: '#0d1322', arm: -30 })
}

function arch(sheet: Sheet): void {
  const top = range(31).map((step): Point => [900 + step * 31, 590 - Math.sin((step / 30) * Math.PI) * 130])
  const under = range(31).map((step): Point => [1800 - step * 27, 640 - Math.sin((step / 30) * Math.PI) * 120])
  cut(sheet, [...top, [1850, 640], ...under, [900, 640]], '#161c33')
  for (const step of range(16)) {
    const share = step / 15
    const [x, y] = [900 + share * 930, 590 - Math.sin(share * Math.PI) * 130]
    line(
      sheet,
      [
        [x, y],
        [x, y - 44],
      ],
      '#161c33',
      8,
    )
    if (step % 3 === 1) person(sheet, x + 24, y - 2, 92, { colour: '#161c33' })
  }
  line(
    sheet,
    range(31).map((step): Point => [900 + step * 31, 548 - Math.sin((step / 30) * Math.PI) * 130]),
    '#161c33',
    9,
  )
}

function lantern(sheet: Sheet, x: number, y: number, size: number): void {
  glow(sheet, x, y, size * 2.3, ink.ochre, { opacity: 0.65 })
  for (const row of range(5))
    gouge(
      sheet,
      x - size * between(sheet, 0.5, 0.9),
      y + size * (0.72 + row * 0.2),
      size * between(sheet, 1, 1.8),
      size * 0.09,
      0,
      '#f0b25c',
      { opacity: 0.9 - row * 0.15 },
    )
  cut(
    sheet,
    [
      [x - size * 0.42, y + size * 0.5],
      [x - size * 0.5, y - size * 0.6],
      [x + size * 0.5, y - size * 0.6],
      [x + size * 0.42, y + size * 0.5],
    ],
    pick(sheet, ['#f8d48a', '#f4bd6a', '#f2a65a']),
    { rough: size * 0.03 },
  )
  gouge(sheet, x, y + size * 0.4, size * 0.7, size * 0.14, -90, ink.paper)
  box(sheet, x - size * 0.62, y + size * 0.48, size * 1.24, size * 0.16, '#3a2730', { rough: 1 })
}
