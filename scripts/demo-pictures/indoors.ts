/** Rooms. */
import { person } from './props.ts'
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
  within,
  type Point,
  type Sheet,
} from './sheet.ts'

export const indoors: Record<string, (sheet: Sheet) => void> = {
  library,
  'theatre-stage': theatreStage,
  boatyard,
  'council-chamber': councilChamber,
}

const spines = ['#8c3f2f', '#b5673f', '#4b5d5c', '#2f4a55', '#c39a55', '#6a4a52', '#58653f', '#d6c49a'] as const

function library(sheet: Sheet): void {
  roll(sheet, [
    [0, '#3b2f33'],
    [1, '#5b443a'],
  ])
  for (const window of range(3)) arched(sheet, 560 + window * 240, 150, 190, 520)
  for (const side of [-1, 1]) bookcase(sheet, side)
  const floor: Point[] = [
    [620, 800],
    [1180, 800],
    [1900, 1210],
    [-100, 1210],
  ]
  cut(
    sheet,
    [
      [-20, 800],
      [1820, 800],
      [1820, 1210],
      [-20, 1210],
    ],
    '#57402f',
  )
  carve(sheet, floor, {
    colour: '#d0a566',
    angle: 0,
    gap: 15,
    thickness: 5,
    length: 130,
    density: (x, y) => 1 - Math.abs(x - 900) / (260 + (y - 800) * 1.4),
  })
  for (const [from, to] of [
    [640, 260],
    [880, 700],
    [1120, 1180],
  ] as const) {
    faint(sheet, 0.2, () =>
      cut(
        sheet,
        [
          [from - 70, 200],
          [from + 90, 200],
          [to + 320, 1210],
          [to - 60, 1210],
        ],
        ink.cream,
      ),
    )
  }
  box(sheet, 380, 960, 1040, 34, '#2b2024')
  cut(
    sheet,
    [
      [340, 960],
      [460, 906],
      [1340, 906],
      [1460, 960],
    ],
    '#7d5236',
  )
  carve(
    sheet,
    [
      [340, 960],
      [460, 906],
      [1340, 906],
      [1460, 960],
    ],
    { colour: '#d9a866', gap: 11, thickness: 4, length: 110, density: (x) => 1 - Math.abs(x - 900) / 520 },
  )
  for (const leg of [410, 1370]) box(sheet, leg, 990, 26, 220, '#2b2024')
  reader(sheet, 620, 910, 1)
  reader(sheet, 1180, 908, -1)
  for (const x of [820, 1000]) {
    glow(sheet, x, 880, 190, ink.ochre, { opacity: 0.65 })
    line(
      sheet,
      [
        [x, 935],
        [x, 850],
      ],
      ink.black,
      7,
    )
    blob(
      sheet,
      [
        [x - 62, 862],
        [x - 40, 822],
        [x, 810],
        [x + 40, 822],
        [x + 62, 862],
      ],
      '#3c6a58',
    )
    gouge(sheet, x - 62, 864, 124, 8, 0, ink.paper)
    box(sheet, x - 28, 932, 56, 10, ink.black)
  }
  for (const [x, tall] of [
    [700, 5],
    [1290, 3],
    [470, 4],
  ] as const)
    for (const book of range(tall))
      box(sheet, x + between(sheet, -6, 6), 930 - book * 15, 86, 14, pick(sheet, spines), { rough: 1.2 })
}

function arched(sheet: Sheet, x: number, top: number, wide: number, tall: number): void {
  const pane: Point[] = [
    [x, top + tall],
    [x, top + wide / 2],
    ...range(13).map((step): Point => [
      x + wide / 2 - Math.cos((step / 12) * Math.PI) * (wide / 2),
      top + wide / 2 - Math.sin((step / 12) * Math.PI) * (wide / 2),
    ]),
    [x + wide, top + tall],
  ]
  cut(sheet, pane, '#f6e4b8')
  glow(sheet, x + wide / 2, top + tall * 0.45, wide * 1.3, ink.cream, { opacity: 0.55, squash: 1.5 })
  within(sheet, pane, () => {
    blob(
      sheet,
      [
        [x - 20, top + tall],
        [x - 10, top + tall * 0.66],
        [x + wide * 0.3, top + tall * 0.58],
        [x + wide * 0.7, top + tall * 0.68],
        [x + wide + 20, top + tall * 0.56],
        [x + wide + 20, top + tall],
      ],
      '#b9c0a0',
    )
    for (const bar of range(3))
      line(
        sheet,
        [
          [x + (bar + 0.5) * (wide / 2.5), top],
          [x + (bar + 0.5) * (wide / 2.5), top + tall],
        ],
        '#4b3830',
        6,
      )
    for (const bar of range(6))
      line(
        sheet,
        [
          [x, top + 60 + bar * 90],
          [x + wide, top + 60 + bar * 90],
        ],
        '#4b3830',
        6,
      )
  })
}

function bookcase(sheet: Sheet, side: number): void {
  const at = (along: number, up: number): Point => {
    const scale = 0.4 + along * 0.98
    return [900 + side * (345 + along * 640), 800 + along * 230 - up * scale]
  }
  cut(sheet, [at(0, 0), at(0, 1250), at(1.05, 1250), at(1.05, 0)], '#2c2126')
  for (const shelf of range(8)) {
    const bottom = 30 + shelf * 150
    let along = 0.02
    while (along < 1.02) {
      const thick = between(sheet, 0.012, 0.03)
      const tall = between(sheet, 82, 126)
      if (sheet.random() < 0.93)
        cut(
          sheet,
          [at(along, bottom), at(along, bottom + tall), at(along + thick, bottom + tall), at(along + thick, bottom)],
          pick(sheet, spines),
          { rough: 1 },
        )
      along += thick + 0.002
    }
    cut(sheet, [at(0, bottom), at(1.05, bottom), at(1.05, bottom - 16), at(0, bottom - 16)], '#6d4a35', { rough: 1 })
  }
  for (const post of [0, 0.34, 0.68, 1.02])
    cut(sheet, [at(post, 0), at(post, 1250), at(post + 0.014, 1250), at(post + 0.014, 0)], '#7d5740', { rough: 1 })
}

function reader(sheet: Sheet, x: number, foot: number, side: number): void {
  blob(
    sheet,
    [
      [x - 74, foot + 10],
      [x - 66, foot - 90],
      [x - 30, foot - 138],
      [x + 30, foot - 138],
      [x + 66, foot - 90],
      [x + 74, foot + 10],
    ],
    side > 0 ? ink.deep : '#5d2f2c',
  )
  box(sheet, x - 12, foot - 156, 26, 30, '#2a1f22')
  disc(sheet, x + side * 9, foot - 180, 33, '#2a1f22', { squash: 1.2 })
  cut(
    sheet,
    [
      [x + side * 20, foot + 24],
      [x + side * 66, foot - 14],
      [x + side * 128, foot - 6],
      [x + side * 88, foot + 34],
    ],
    ink.paper,
  )
  line(
    sheet,
    [
      [x + side * 54, foot - 84],
      [x + side * 84, foot - 20],
    ],
    side > 0 ? ink.deep : '#5d2f2c',
    26,
  )
}

function theatreStage(sheet: Sheet): void {
  box(sheet, -10, -10, 1820, 1220, '#1a1418')
  box(sheet, 260, 120, 1280, 760, '#2b3550')
  glow(sheet, 900, 640, 720, '#7f8fae', { opacity: 0.6 })
  disc(sheet, 1120, 330, 130, '#e9dfc0')
  cut(
    sheet,
    [
      [260, 640],
      [420, 520],
      [520, 600],
      [700, 470],
      [860, 620],
      [1080, 560],
      [1260, 640],
      [1540, 520],
      [1540, 880],
      [260, 880],
    ],
    '#1e2740',
  )
  for (const wave of range(5)) {
    const y = 690 + wave * 40
    cut(
      sheet,
      [[250, 900], ...range(27).map((step): Point => [250 + step * 50, y + (step % 2 === 0 ? 0 : 26)]), [1550, 900]],
      pick(sheet, ['#2f5363', '#3c6a78', '#274553']),
    )
  }
  for (const [from, spread] of [
    [430, 300],
    [1400, 280],
  ] as const)
    faint(sheet, 0.4, () =>
      cut(
        sheet,
        [
          [from - 12, -10],
          [from + 12, -10],
          [880 + spread / 2, 930],
          [880 - spread / 2, 930],
        ],
        ink.cream,
      ),
    )
  const boards: Point[] = [
    [200, 880],
    [1600, 880],
    [1720, 1010],
    [80, 1010],
  ]
  carved(sheet, boards, '#8c5d3b', {
    colour: '#f0c784',
    gap: 12,
    thickness: 5,
    length: 120,
    density: (x) => 1.2 - Math.abs(x - 880) / 420,
  })
  faint(sheet, 0.9, () => disc(sheet, 880, 936, 200, '#f7dfa4', { squash: 0.2 }))
  person(sheet, 880, 945, 400, { colour: '#17131a', arm: 48, long: true })
  blob(
    sheet,
    [
      [800, 940],
      [828, 760],
      [880, 730],
      [934, 760],
      [966, 940],
    ],
    '#a5402c',
  )
  person(sheet, 1230, 935, 330, { colour: '#17131a', hat: true })
  for (const side of [-1, 1]) {
    for (const fold of range(6)) {
      const x = 900 + side * (600 + fold * 62)
      blob(
        sheet,
        [
          [x - 42, -20],
          [x + 42, -20],
          [x + 36 + side * 8, 500],
          [x + 46, 1010],
          [x - 46, 1010],
          [x - 36, 500],
        ],
        fold % 2 === 0 ? '#8f2f28' : '#6d221f',
      )
      for (const row of range(5)) gouge(sheet, x - 8 + row * 5, 60 + row * 170, 190, 6, 90, '#c9553f', { opacity: 0.8 })
    }
  }
  for (const swag of range(5))
    blob(
      sheet,
      [
        [160 + swag * 300, -20],
        [460 + swag * 300, -20],
        [440 + swag * 300, 90],
        [310 + swag * 300, 150],
        [180 + swag * 300, 90],
      ],
      swag % 2 === 0 ? '#8f2f28' : '#7a2823',
    )
  for (const row of range(3)) {
    for (const seat of range(13)) {
      const [x, y, r] = [seat * 150 + (row % 2) * 75 - 20, 1066 + row * 66, 42 + row * 8]
      if (sheet.random() < 0.1) continue
      const tint = row === 0 ? '#241b22' : '#120e13'
      blob(
        sheet,
        [
          [x - r * 1.7, y + r * 3],
          [x - r * 1.5, y + r * 1.5],
          [x - r * 0.6, y + r],
          [x + r * 0.6, y + r],
          [x + r * 1.5, y + r * 1.5],
          [x + r * 1.7, y + r * 3],
        ],
        tint,
      )
      disc(sheet, x, y, r, tint, { squash: 1.14 })
      if (Math.abs(x - 880) < 620)
        gouge(sheet, x - r * 0.6, y - r * 1.06, r * 1.2, 5, 0, '#d39a58', { opacity: 0.8, bend: -8 })
    }
  }
}

function boatyard(sheet: Sheet): void {
  roll(sheet, [
    [0, '#2c2624'],
    [1, '#4a3a30'],
  ])
  const door: Point[] = [
    [620, 860],
    [620, 250],
    [1180, 250],
    [1180, 860],
  ]
  cut(sheet, door, '#f2dcae')
  within(sheet, door, () => {
    roll(
      sheet,
      [
        [0, '#cfd6c4'],
        [1, '#f5d9a0'],
      ],
      250,
      640,
    )
    blob(
      sheet,
      [
        [600, 640],
        [700, 560],
        [900, 590],
        [1100, 540],
        [1200, 580],
        [1200, 660],
        [600, 660],
      ],
      '#8fa294',
    )
    roll(
      sheet,
      [
        [0, '#e5cfa0'],
        [1, '#7fa09a'],
      ],
      640,
      860,
    )
    for (const _ of range(60))
      gouge(
        sheet,
        between(sheet, 600, 1180),
        between(sheet, 650, 860),
        between(sheet, 30, 110),
        4,
        0,
        pick(sheet, [ink.paper, ink.sea]),
      )
  })
  for (const rafter of range(6))
    cut(
      sheet,
      [
        [-20, 40 + rafter * 60],
        [900, -220 + rafter * 70],
        [1820, 40 + rafter * 60],
        [1820, 62 + rafter * 60],
        [900, -196 + rafter * 70],
        [-20, 62 + rafter * 60],
      ],
      '#211b1a',
    )
  for (const plank of range(13))
    for (const side of [0, 1])
      carve(
        sheet,
        [
          [side * 1200, 300 + plank * 44],
          [side * 1200 + 600, 300 + plank * 44],
          [side * 1200 + 600, 340 + plank * 44],
          [side * 1200, 340 + plank * 44],
        ],
        { colour: '#8a6a4e', gap: 20, thickness: 4, length: 150, density: (x) => 0.95 - Math.abs(x - 900) / 900 },
      )
  const floor: Point[] = [
    [-20, 860],
    [1820, 860],
    [1820, 1210],
    [-20, 1210],
  ]
  cut(sheet, floor, '#3a2d26')
  carve(sheet, floor, {
    colour: '#e0b675',
    gap: 16,
    thickness: 5,
    length: 110,
    density: (x, y) => 1.1 - Math.abs(x - 900) / (330 + (y - 860)),
  })
  hullFrames(sheet)
  person(sheet, 1500, 1130, 400, { hat: true, arm: -8, stride: -0.3 })
  line(
    sheet,
    [
      [1402, 850],
      [1356, 800],
    ],
    '#d8c9a3',
    12,
  )
  box(sheet, 1322, 770, 40, 52, '#6d7d80')
  for (const [x, y] of [
    [240, 470],
    [330, 470],
    [420, 480],
  ] as const) {
    line(
      sheet,
      [
        [x, y],
        [x, y + 90],
      ],
      '#a9794d',
      12,
    )
    box(sheet, x - 30, y + 84, 60, 18, '#8d9a9b')
  }
  for (const shaving of range(34))
    gouge(
      sheet,
      between(sheet, 380, 1450),
      between(sheet, 1090, 1180),
      between(sheet, 16, 44),
      7,
      between(sheet, -50, 50),
      pick(sheet, ['#ecc98c', '#d9a866']),
      { bend: shaving % 2 === 0 ? 12 : -12 },
    )
}

/** A hull on the stocks, half planked: between the keel's curve and the sheer, `up` from 0 to 1. */
function hullFrames(sheet: Sheet): void {
  const at = (share: number, up: number): Point => {
    const rake = (share - 0.5) * 90 * up
    const keel =
      1050 -
      26 * Math.sin(share * Math.PI) -
      260 * Math.max(0, (share - 0.84) / 0.16) ** 2 -
      90 * Math.max(0, (0.1 - share) / 0.1) ** 2
    const sheer = 800 - 120 * (2 * share - 0.86) ** 2 - 30 * share
    return [340 + share * 960 + rake, keel + (Math.min(sheer, keel - 40) - keel) * up]
  }
  const along = (up: number, from = 0, to = 1) => range(31).map((step) => at(from + (step / 30) * (to - from), up))
  for (const x of [520, 820, 1090])
    cut(
      sheet,
      [
        [x - 90, 1140],
        [x - 34, 1030],
        [x + 34, 1030],
        [x + 90, 1140],
      ],
      '#211b1a',
    )
  cut(sheet, [...along(0), ...along(0.96).reverse()], '#2e221d')
  for (const rib of range(19)) {
    const share = 0.03 + rib * 0.052
    const frame = range(9).map((step): Point => {
      const [x, y] = at(share, (step / 8) * 1.12)
      return [x + Math.sin((step / 8) * Math.PI) * 9, y]
    })
    line(sheet, frame, '#b9824e', 15, { curved: true })
    line(
      sheet,
      frame.map(([x, y]): Point => [x - 4, y]),
      '#f0cf90',
      3.5,
      { curved: true },
    )
  }
  for (const plank of range(5)) {
    const [low, high] = [plank * 0.125, plank * 0.125 + 0.117]
    const to = 1 - plank * 0.015
    const strake = [...along(low, 0, to), ...along(high, 0, to).reverse()]
    cut(sheet, strake, plank % 2 === 0 ? '#a5402c' : '#943a2a', { rough: 1 })
    carve(sheet, strake, {
      colour: '#d9764f',
      angle: -3,
      gap: 9,
      thickness: 3.4,
      length: 90,
      density: (x, y) => 0.75 - Math.abs(x - 860) / 640 + (1000 - y) / 900,
    })
  }
  line(sheet, along(0.99), '#d9a866', 17, { curved: true })
  line(sheet, along(0), '#4f3524', 24, { curved: true })
  line(
    sheet,
    range(9).map((step) => at(1, step / 7)),
    '#4f3524',
    24,
    { curved: true },
  )
}

function councilChamber(sheet: Sheet): void {
  roll(
    sheet,
    [
      [0, '#40504f'],
      [1, '#5d6a5e'],
    ],
    0,
    760,
  )
  for (const panel of range(12)) box(sheet, panel * 152 - 10, 420, 140, 330, '#6d4a35')
  carve(
    sheet,
    [
      [-20, 420],
      [1820, 420],
      [1820, 750],
      [-20, 750],
    ],
    { colour: '#a97c55', angle: 90, gap: 20, thickness: 4, length: 90, density: (x) => 1 - Math.abs(x - 900) / 1100 },
  )
  for (const x of [180, 1300]) {
    box(sheet, x - 14, 66, 348, 348, '#33261f')
    box(sheet, x, 80, 320, 320, '#dfe3cf')
    blob(
      sheet,
      [
        [x, 400],
        [x, 320],
        [x + 100, 290],
        [x + 200, 316],
        [x + 320, 276],
        [x + 320, 400],
      ],
      '#8fa294',
    )
    for (const bar of [1, 2])
      line(
        sheet,
        [
          [x + bar * 107, 80],
          [x + bar * 107, 400],
        ],
        '#33261f',
        8,
      )
    line(
      sheet,
      [
        [x, 240],
        [x + 320, 240],
      ],
      '#33261f',
      8,
    )
  }
  blob(
    sheet,
    [
      [790, 100],
      [1010, 100],
      [1016, 240],
      [900, 350],
      [784, 240],
    ],
    ink.ochre,
  )
  blob(
    sheet,
    [
      [812, 120],
      [988, 120],
      [992, 232],
      [900, 322],
      [808, 232],
    ],
    ink.sea,
  )
  for (const wave of range(3))
    line(
      sheet,
      range(8).map((step): Point => [822 + step * 22, 226 + wave * 24 + (step % 2) * 12]),
      ink.paper,
      6,
      { curved: true },
    )
  blob(
    sheet,
    [
      [840, 196],
      [872, 146],
      [900, 138],
      [928, 146],
      [960, 196],
      [930, 180],
      [870, 180],
    ],
    ink.paper,
  )
  box(sheet, -20, 746, 1840, 470, '#4b3328')
  box(sheet, 640, 560, 520, 180, '#3b2720')
  box(sheet, 620, 540, 560, 30, '#8a5c3d')
  councillor(sheet, 900, 548, 1.05, ink.rust, true)
  for (const [row, y, scale] of [
    [0, 800, 0.9],
    [1, 960, 1.2],
  ] as const) {
    const count = row === 0 ? 8 : 6
    for (const seat of range(count)) {
      const x = (seat + 0.5) * (1800 / count)
      if (row === 1 && seat === 4) continue
      councillor(
        sheet,
        x,
        y + (Math.abs(x - 900) / 900) ** 2 * -60,
        scale,
        pick(sheet, [ink.deep, ink.plum, '#5b3a34', ink.pine, '#39424a']),
        false,
      )
    }
    const bench = range(25).map((step): Point => [step * 76 - 10, y - (Math.abs(step * 76 - 910) / 900) ** 2 * 60])
    cut(
      sheet,
      [...bench, ...[...bench].reverse().map(([x, py]): Point => [x, py + 100 + row * 30])],
      row === 0 ? '#553627' : '#6b432d',
    )
    line(sheet, bench, '#c08a58', 12 + row * 4)
    for (const [x, py] of bench.filter((_, step) => step % 4 === 2))
      cut(
        sheet,
        [
          [x - 34, py - 4],
          [x - 22, py - 18],
          [x + 34, py - 16],
          [x + 26, py - 2],
        ],
        ink.paper,
        { rough: 1 },
      )
  }
  person(sheet, 1350, 1050, 330, { arm: 62, colour: ink.black })
  for (const seat of range(11)) {
    disc(sheet, 60 + seat * 172 + between(sheet, -20, 20), 1150, 58, '#1c1517', { squash: 1.1 })
    blob(
      sheet,
      [
        [-50 + seat * 172, 1240],
        [-20 + seat * 172, 1210],
        [60 + seat * 172, 1186],
        [140 + seat * 172, 1210],
        [170 + seat * 172, 1240],
      ],
      '#1c1517',
    )
  }
}

function councillor(sheet: Sheet, x: number, desk: number, scale: number, coat: string, chain: boolean): void {
  const s = 60 * scale
  blob(
    sheet,
    [
      [x - s, desk + 8],
      [x - s * 0.92, desk - s * 0.7],
      [x - s * 0.4, desk - s * 1.1],
      [x + s * 0.4, desk - s * 1.1],
      [x + s * 0.92, desk - s * 0.7],
      [x + s, desk + 8],
    ],
    coat,
  )
  cut(
    sheet,
    [
      [x - s * 0.18, desk - s * 1.1],
      [x + s * 0.18, desk - s * 1.1],
      [x, desk - s * 0.6],
    ],
    ink.paper,
    { rough: 0.8 },
  )
  disc(sheet, x, desk - s * 1.56, s * 0.44, pick(sheet, ['#c98f6e', '#8a5a44', '#e0b192', '#9a6648']), { squash: 1.16 })
  const hair = pick(sheet, ['#2a2020', '#d9d2c4', '#6b4a34', '#8f8a84'])
  blob(
    sheet,
    [
      [x - s * 0.48, desk - s * 1.5],
      [x - s * 0.44, desk - s * 1.95],
      [x, desk - s * 2.16],
      [x + s * 0.44, desk - s * 1.95],
      [x + s * 0.48, desk - s * 1.5],
      [x + s * 0.3, desk - s * 1.78],
      [x - s * 0.3, desk - s * 1.78],
    ],
    hair,
  )
  if (!chain) return
  line(
    sheet,
    [
      [x - s * 0.6, desk - s * 0.95],
      [x, desk - s * 0.2],
      [x + s * 0.6, desk - s * 0.95],
    ],
    ink.ochre,
    9,
    { curved: true },
  )
  disc(sheet, x, desk - s * 0.16, 15, ink.ochre)
}
