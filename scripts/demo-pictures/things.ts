/** What stands on tables, hangs on doors and comes out of ovens. */
import { person, stars } from './props.ts'
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

export const things: Record<string, (sheet: Sheet) => void> = {
  'kitchen-table': kitchenTable,
  'storm-kit': stormKit,
  'bakery-oven': bakeryOven,
  'tea-advertisement': teaAdvertisement,
}

function kitchenTable(sheet: Sheet): void {
  roll(
    sheet,
    [
      [0, '#d08a5a'],
      [1, '#b96d45'],
    ],
    0,
    760,
  )
  for (const tile of range(20))
    for (const row of range(4))
      box(sheet, tile * 92 - 10, 380 + row * 82, 88, 78, pick(sheet, ['#e7c898', '#e2bd8a', '#ecd3a8']), { rough: 1.6 })
  box(sheet, 120, 60, 520, 560, '#5d3a2a')
  windowAtNight(sheet)
  box(sheet, 1040, 120, 700, 26, '#5d3a2a')
  for (const [x, tall, colour] of [
    [1080, 90, ink.sea],
    [1180, 120, ink.paper],
    [1290, 80, ink.rust],
    [1390, 104, ink.ochre],
    [1500, 130, '#5d7a68'],
    [1620, 92, ink.paper],
  ] as const) {
    blob(
      sheet,
      [
        [x, 120],
        [x - 6, 120 - tall * 0.5],
        [x + 8, 120 - tall * 0.9],
        [x + 62, 120 - tall * 0.9],
        [x + 76, 120 - tall * 0.5],
        [x + 70, 120],
      ],
      colour,
    )
    box(sheet, x + 4, 120 - tall - 8, 62, 18, '#6b4733')
  }
  for (const x of [1110, 1260, 1400]) {
    line(
      sheet,
      [
        [x, 150],
        [x, 190],
      ],
      ink.black,
      4,
    )
    disc(sheet, x, 232, 46, '#3a3436', { squash: 0.94 })
    disc(sheet, x, 232, 35, '#6d5f58', { squash: 0.94 })
  }
  const table: Point[] = [
    [-20, 720],
    [1820, 720],
    [1820, 1210],
    [-20, 1210],
  ]
  carved(sheet, table, '#7c4a33', {
    colour: '#c98a5b',
    angle: -1,
    gap: 17,
    thickness: 5,
    length: 210,
    density: (x, y) => 0.75 - Math.abs(x - 900) / 1500 + (y - 720) / 1500,
  })
  cut(
    sheet,
    [
      [420, 780],
      [1240, 760],
      [1500, 1210],
      [160, 1210],
    ],
    ink.paper,
  )
  within(
    sheet,
    [
      [420, 780],
      [1240, 760],
      [1500, 1210],
      [160, 1210],
    ],
    () => {
      for (const check of range(13))
        line(
          sheet,
          [
            [420 + check * 68, 760],
            [160 + check * 112, 1210],
          ],
          '#c8654a',
          20,
          { opacity: 0.55 },
        )
      for (const check of range(8))
        line(
          sheet,
          [
            [100, 795 + check * 62],
            [1560, 778 + check * 62],
          ],
          '#c8654a',
          20,
          { opacity: 0.55 },
        )
    },
  )
  bowl(sheet, 820, 950)
  loaf(sheet, 1420, 940)
  jug(sheet, 330, 930)
  line(
    sheet,
    [
      [1130, 1110],
      [1250, 930],
    ],
    '#8d9a9b',
    13,
  )
  disc(sheet, 1262, 912, 34, '#a9b5b3', { squash: 1.3 })
  for (const [x, y] of [
    [420, 1080],
    [500, 1120],
    [350, 1130],
  ] as const) {
    disc(sheet, x, y, 44, ink.ochre, { squash: 0.9 })
    gouge(sheet, x - 24, y - 18, 40, 6, 12, ink.cream)
    line(
      sheet,
      [
        [x, y - 36],
        [x + 6, y - 52],
      ],
      ink.pine,
      5,
    )
  }
}

function windowAtNight(sheet: Sheet): void {
  const pane: Point[] = [
    [146, 86],
    [614, 86],
    [614, 594],
    [146, 594],
  ]
  within(sheet, pane, () => {
    roll(
      sheet,
      [
        [0, '#1d3149'],
        [1, '#5d7489'],
      ],
      80,
      600,
    )
    stars(sheet, 60, 420)
    blob(
      sheet,
      [
        [100, 600],
        [140, 470],
        [300, 430],
        [440, 480],
        [660, 420],
        [660, 620],
      ],
      '#22384a',
    )
    for (const [x, y] of [
      [220, 520],
      [330, 545],
      [470, 530],
      [540, 560],
    ] as const)
      box(sheet, x, y, 15, 17, ink.ochre)
  })
  line(
    sheet,
    [
      [380, 86],
      [380, 594],
    ],
    '#5d3a2a',
    14,
  )
  line(
    sheet,
    [
      [146, 330],
      [614, 330],
    ],
    '#5d3a2a',
    14,
  )
  for (const side of [0, 1])
    blob(
      sheet,
      [
        [side ? 700 : 60, 40],
        [side ? 560 : 200, 60],
        [side ? 610 : 150, 330],
        [side ? 690 : 70, 640],
        [side ? 740 : 20, 640],
      ],
      '#efd9ae',
    )
}

function bowl(sheet: Sheet, x: number, y: number): void {
  faint(sheet, 0.35, () => gouge(sheet, x - 250, y + 116, 520, 34, 0, ink.black))
  blob(
    sheet,
    [
      [x - 230, y - 40],
      [x - 200, y + 50],
      [x - 110, y + 112],
      [x + 110, y + 112],
      [x + 200, y + 50],
      [x + 230, y - 40],
    ],
    ink.sea,
  )
  disc(sheet, x, y - 40, 232, ink.pale, { squash: 0.3 })
  disc(sheet, x, y - 36, 206, '#d8863c', { squash: 0.28 })
  within(
    sheet,
    range(40).map((step): Point => [
      x + Math.cos((step / 40) * Math.PI * 2) * 200,
      y - 36 + Math.sin((step / 40) * Math.PI * 2) * 54,
    ]),
    () => {
      for (const _ of range(24))
        gouge(
          sheet,
          x + between(sheet, -200, 120),
          y - 36 + between(sheet, -46, 46),
          between(sheet, 40, 120),
          5,
          0,
          '#efb060',
        )
      for (const _ of range(12))
        disc(
          sheet,
          x + between(sheet, -150, 150),
          y - 36 + between(sheet, -34, 34),
          between(sheet, 9, 20),
          pick(sheet, [ink.paper, ink.rust, ink.paper]),
          { squash: 0.55 },
        )
      for (const _ of range(16))
        gouge(
          sheet,
          x + between(sheet, -150, 130),
          y - 36 + between(sheet, -34, 34),
          28,
          8,
          between(sheet, -40, 40),
          ink.pine,
        )
    },
  )
  for (const [dx, lean] of [
    [-90, 20],
    [0, -26],
    [90, 22],
  ] as const)
    for (const curl of range(3))
      line(
        sheet,
        range(9).map((step): Point => [x + dx + Math.sin(step * 0.9 + curl) * lean, y - 90 - step * 36 - curl * 4]),
        ink.paper,
        8 - curl * 2,
        { opacity: 0.38, curved: true },
      )
  carve(
    sheet,
    [
      [x - 220, y],
      [x - 20, y],
      [x - 20, y + 110],
      [x - 160, y + 100],
    ],
    { colour: '#7fa7a5', angle: 22, gap: 14, thickness: 4, length: 60, density: (px) => 1 - (px - x + 220) / 190 },
  )
}

function loaf(sheet: Sheet, x: number, y: number): void {
  cut(
    sheet,
    [
      [x - 250, y + 60],
      [x + 290, y + 40],
      [x + 310, y + 84],
      [x - 240, y + 108],
    ],
    '#c79562',
  )
  blob(
    sheet,
    [
      [x - 190, y + 60],
      [x - 210, y - 20],
      [x - 120, y - 96],
      [x + 40, y - 116],
      [x + 180, y - 70],
      [x + 226, y + 10],
      [x + 200, y + 58],
    ],
    '#9a5a2c',
  )
  for (const slash of range(4)) gouge(sheet, x - 130 + slash * 84, y - 20, 112, 17, -58, '#ecc88c')
  carve(
    sheet,
    [
      [x - 190, y + 50],
      [x - 200, y - 20],
      [x - 110, y - 80],
      [x + 60, y - 100],
      [x + 200, y - 20],
      [x + 200, y + 50],
    ],
    {
      colour: '#d99b56',
      angle: -12,
      gap: 16,
      thickness: 5,
      length: 46,
      density: (px, py) => 0.9 - (py - y + 100) / 150 - Math.abs(px - x) / 500,
    },
  )
}

function jug(sheet: Sheet, x: number, y: number): void {
  for (const stem of range(11)) {
    const [tx, ty] = [x + (stem - 5) * 34 + between(sheet, -10, 10), y - 330 - between(sheet, 0, 110)]
    line(
      sheet,
      [
        [x + (stem - 5) * 6, y - 150],
        [tx, ty],
      ],
      ink.pine,
      5,
    )
    const petal = pick(sheet, [ink.coral, ink.ochre, ink.paper, ink.rose])
    for (const leaf of range(7)) gouge(sheet, tx, ty, 38, 11, leaf * 51, petal)
    disc(sheet, tx, ty, 9, ink.rust)
  }
  blob(
    sheet,
    [
      [x - 70, y - 170],
      [x + 74, y - 176],
      [x + 66, y - 120],
      [x + 104, y - 30],
      [x + 70, y + 54],
      [x - 70, y + 54],
      [x - 104, y - 30],
      [x - 62, y - 120],
    ],
    ink.paper,
  )
  line(
    sheet,
    [
      [x - 76, y - 130],
      [x - 150, y - 90],
      [x - 92, y - 10],
    ],
    ink.paper,
    20,
    { curved: true },
  )
  for (const band of [-40, -14]) gouge(sheet, x - 98, y + band, 200, 9, 0, ink.sea)
  carve(
    sheet,
    [
      [x + 10, y - 160],
      [x + 90, y - 160],
      [x + 100, y + 50],
      [x + 10, y + 50],
    ],
    { colour: '#b9b2a0', angle: 84, gap: 15, thickness: 4, length: 70, density: (px) => (px - x) / 100 },
  )
}

function stormKit(sheet: Sheet): void {
  roll(
    sheet,
    [
      [0, '#6d8488'],
      [1, '#93a39c'],
    ],
    0,
    860,
  )
  for (const board of range(13)) {
    box(sheet, board * 142 - 20, -10, 136, 870, pick(sheet, ['#3f5d60', '#456567', '#3a5558']))
    carve(
      sheet,
      [
        [board * 142 - 10, 0],
        [board * 142 + 106, 0],
        [board * 142 + 106, 860],
        [board * 142 - 10, 860],
      ],
      {
        colour: '#7f9a97',
        angle: 90,
        gap: 24,
        thickness: 3.5,
        length: 160,
        density: (x, y) => 0.7 - Math.hypot(x - 620, y - 700) / 1500,
      },
    )
  }
  glow(sheet, 620, 720, 640, ink.ochre, { opacity: 0.85 })
  carved(
    sheet,
    [
      [-20, 850],
      [1820, 850],
      [1820, 1210],
      [-20, 1210],
    ],
    '#4a3a30',
    {
      colour: '#d9a866',
      gap: 17,
      thickness: 5,
      length: 170,
      density: (x, y) => 1.15 - Math.abs(x - 620) / 800 - (y - 850) / 800,
    },
  )
  oilskin(sheet)
  storm(sheet, 620, 1000)
  boots(sheet)
  flask(sheet, 900, 1010)
  box(sheet, 380, 930, 110, 150, ink.rust)
  box(sheet, 396, 946, 78, 60, '#e9d9b0')
  for (const slot of range(4))
    line(
      sheet,
      [
        [400, 956 + slot * 13],
        [470, 956 + slot * 13],
      ],
      ink.black,
      4,
    )
  disc(sheet, 412, 1044, 17, ink.black)
  disc(sheet, 458, 1044, 17, ink.ochre)
  line(
    sheet,
    [
      [474, 932],
      [520, 700],
    ],
    '#c9ccc2',
    5,
  )
  for (const coil of range(7))
    sheet.marks.push(
      `<ellipse cx="1010" cy="${1130 - coil * 13}" rx="${116 - (coil % 2) * 8}" ry="30" fill="none" ` +
        `stroke="${coil % 2 === 0 ? '#d9b987' : '#a98656'}" stroke-width="15"/>`,
    )
}

function oilskin(sheet: Sheet): void {
  for (const x of [180, 1130, 1480]) {
    line(
      sheet,
      [
        [x, 150],
        [x + 24, 176],
        [x + 30, 150],
      ],
      '#c9ccc2',
      10,
    )
  }
  blob(
    sheet,
    [
      [1130, 180],
      [1190, 170],
      [1280, 240],
      [1330, 520],
      [1290, 560],
      [1250, 400],
      [1270, 760],
      [1010, 760],
      [1020, 400],
      [980, 560],
      [930, 520],
      [990, 240],
      [1070, 170],
    ],
    ink.ochre,
  )
  carve(
    sheet,
    [
      [1150, 210],
      [1236, 230],
      [1262, 752],
      [1150, 752],
    ],
    { colour: '#b97a2a', angle: 84, gap: 19, thickness: 7, length: 130, density: (x) => (x - 1130) / 170 },
  )
  line(
    sheet,
    [
      [1134, 200],
      [1140, 750],
    ],
    '#8a5a24',
    6,
  )
  for (const button of range(5)) disc(sheet, 1122, 290 + button * 96, 11, ink.black)
  blob(
    sheet,
    [
      [1440, 200],
      [1500, 160],
      [1560, 200],
      [1576, 260],
      [1620, 300],
      [1500, 320],
      [1380, 300],
      [1424, 260],
    ],
    ink.ochre,
  )
  gouge(sheet, 1424, 262, 152, 12, 0, '#b97a2a')
  sheet.marks.push(
    '<path d="M180 176 C120 300 120 480 190 560 C260 480 250 300 196 176" fill="none" stroke="#d9b987" ' +
      'stroke-width="18"/><path d="M188 176 C150 300 160 420 190 500 C220 420 220 300 190 176" fill="none" ' +
      'stroke="#a98656" stroke-width="14"/>',
  )
}

function storm(sheet: Sheet, x: number, foot: number): void {
  line(
    sheet,
    [
      [x - 104, foot - 160],
      [x - 84, foot - 330],
      [x, foot - 372],
      [x + 84, foot - 330],
      [x + 104, foot - 160],
    ],
    ink.black,
    7,
    { curved: true },
  )
  box(sheet, x - 100, foot - 60, 200, 66, ink.black)
  blob(
    sheet,
    [
      [x - 66, foot - 60],
      [x - 88, foot - 140],
      [x - 60, foot - 232],
      [x + 60, foot - 232],
      [x + 88, foot - 140],
      [x + 66, foot - 60],
    ],
    '#fbe3a0',
  )
  glow(sheet, x, foot - 140, 130, ink.paper, { opacity: 1 })
  blob(
    sheet,
    [
      [x - 20, foot - 84],
      [x - 26, foot - 124],
      [x, foot - 194],
      [x + 26, foot - 124],
      [x + 20, foot - 84],
    ],
    ink.coral,
  )
  blob(
    sheet,
    [
      [x - 11, foot - 86],
      [x - 12, foot - 112],
      [x, foot - 150],
      [x + 12, foot - 112],
      [x + 11, foot - 86],
    ],
    ink.paper,
  )
  for (const side of [-1, 1])
    line(
      sheet,
      [
        [x + side * 92, foot - 58],
        [x + side * 98, foot - 150],
        [x + side * 66, foot - 240],
      ],
      ink.black,
      7,
    )
  line(
    sheet,
    [
      [x - 98, foot - 146],
      [x + 98, foot - 146],
    ],
    ink.black,
    5,
  )
  cut(
    sheet,
    [
      [x - 74, foot - 232],
      [x - 46, foot - 284],
      [x + 46, foot - 284],
      [x + 74, foot - 232],
    ],
    ink.black,
  )
  gouge(sheet, x - 80, foot - 24, 90, 8, 0, ink.slate)
}

function boots(sheet: Sheet): void {
  for (const [x, y, tint] of [
    [1330, 1080, '#2f4a42'],
    [1500, 1110, '#375649'],
  ] as const) {
    blob(
      sheet,
      [
        [x - 66, y - 330],
        [x + 66, y - 334],
        [x + 62, y - 120],
        [x + 90, y - 76],
        [x + 170, y - 50],
        [x + 186, y],
        [x - 70, y],
        [x - 62, y - 140],
      ],
      tint,
    )
    box(sheet, x - 76, y - 6, 266, 24, ink.black)
    disc(sheet, x, y - 332, 66, '#16211f', { squash: 0.26 })
    carve(
      sheet,
      [
        [x - 66, y - 310],
        [x - 6, y - 310],
        [x - 6, y - 20],
        [x - 66, y - 20],
      ],
      { colour: '#8fae8b', angle: 88, gap: 15, thickness: 5, length: 90, density: (px) => 1 - (px - x + 66) / 60 },
    )
    gouge(sheet, x + 40, y - 40, 110, 8, 8, '#8fae8b')
  }
}

function flask(sheet: Sheet, x: number, foot: number): void {
  box(sheet, x - 58, foot - 300, 116, 306, ink.sea)
  carve(
    sheet,
    [
      [x - 58, foot - 300],
      [x, foot - 300],
      [x, foot],
      [x - 58, foot],
    ],
    { colour: '#a9c6c1', angle: 90, gap: 14, thickness: 6, length: 100, density: (px) => 1 - (px - x + 58) / 62 },
  )
  box(sheet, x - 62, foot - 310, 124, 22, '#d3d6cc')
  box(sheet, x - 50, foot - 392, 100, 86, ink.paper)
  box(sheet, x - 58, foot - 90, 116, 18, ink.ochre)
}

function bakeryOven(sheet: Sheet): void {
  roll(sheet, [
    [0, '#4a2f28'],
    [1, '#6d4331'],
  ])
  for (const row of range(20))
    for (const brick of range(16))
      box(
        sheet,
        brick * 124 - (row % 2) * 62 - 20,
        row * 62,
        118,
        56,
        pick(sheet, ['#8a4f37', '#7d4632', '#94583d', '#6d3d2d']),
        { rough: 2.5 },
      )
  glow(sheet, 1180, 520, 820, ink.ochre, { opacity: 0.8 })
  const arch = (grow: number): Point[] => [
    [760 - grow, 700],
    ...range(21).map((step): Point => [
      1180 - Math.cos((step / 20) * Math.PI) * (420 + grow),
      640 - Math.sin((step / 20) * Math.PI) * (360 + grow),
    ]),
    [1600 + grow, 700],
  ]
  for (const stone of range(15)) {
    const [a, b] = [(stone / 15) * Math.PI, ((stone + 0.92) / 15) * Math.PI]
    cut(
      sheet,
      [
        [1180 - Math.cos(a) * 420, 640 - Math.sin(a) * 360],
        [1180 - Math.cos(a) * 520, 640 - Math.sin(a) * 460],
        [1180 - Math.cos(b) * 520, 640 - Math.sin(b) * 460],
        [1180 - Math.cos(b) * 420, 640 - Math.sin(b) * 360],
      ],
      pick(sheet, ['#c08a60', '#b57c54', '#caa074']),
    )
  }
  cut(sheet, arch(0), '#2a1512')
  within(sheet, arch(0), () => {
    glow(sheet, 1340, 640, 420, ink.coral, { opacity: 1 })
    for (const flame of range(15)) {
      const [x, tall] = [1180 + flame * 28, between(sheet, 90, 240)]
      blob(
        sheet,
        [
          [x - 34, 700],
          [x - 30, 700 - tall * 0.4],
          [x + between(sheet, -14, 14), 700 - tall],
          [x + 30, 700 - tall * 0.36],
          [x + 34, 700],
        ],
        pick(sheet, [ink.coral, ink.ochre, '#f6cf74']),
      )
    }
    for (const [x, y] of [
      [880, 660],
      [1010, 640],
      [1090, 676],
      [950, 690],
    ] as const) {
      disc(sheet, x, y, 62, '#d99a50', { squash: 0.36 })
      gouge(sheet, x - 44, y - 8, 84, 8, 0, '#f6d595')
    }
  })
  box(sheet, 640, 696, 1180, 46, '#d2b183')
  box(sheet, 640, 740, 1180, 480, '#5a382b')
  for (const loafRow of range(3))
    for (const loafColumn of range(5)) {
      const [x, y] = [760 + loafColumn * 220, 820 + loafRow * 130]
      disc(sheet, x, y, 86, pick(sheet, ['#b87336', '#c98542', '#a9652e']), { squash: 0.5 })
      for (const slash of range(3)) gouge(sheet, x - 50 + slash * 36, y + 14, 46, 8, -56, '#f0cf92')
    }
  box(sheet, 640, 880, 1180, 14, '#2f1d18')
  box(sheet, 640, 1010, 1180, 14, '#2f1d18')
  person(sheet, 420, 1190, 860, { arm: -4, long: true, colour: '#251a1c' })
  blob(
    sheet,
    [
      [330, 1180],
      [340, 690],
      [420, 640],
      [500, 690],
      [516, 1180],
    ],
    ink.paper,
  )
  blob(
    sheet,
    [
      [352, 404],
      [366, 330],
      [430, 304],
      [492, 336],
      [500, 404],
    ],
    ink.paper,
  )
  line(
    sheet,
    [
      [620, 590],
      [1120, 660],
    ],
    '#c79a62',
    20,
  )
  cut(
    sheet,
    [
      [1080, 640],
      [1190, 652],
      [1190, 690],
      [1074, 676],
    ],
    '#c79a62',
  )
  carve(
    sheet,
    [
      [420, 690],
      [516, 690],
      [520, 1180],
      [420, 1180],
    ],
    { colour: '#d9a866', angle: 88, gap: 19, thickness: 6, length: 110, density: (x) => (x - 410) / 110 },
  )
}

/** The only picture somebody pays for: a tea merchant's. */
function teaAdvertisement(sheet: Sheet): void {
  roll(sheet, [
    [0, '#1f4a4a'],
    [1, '#2b605c'],
  ])
  for (const ray of range(24)) {
    const [a, b] = [(ray / 24) * Math.PI * 2, ((ray + 0.5) / 24) * Math.PI * 2]
    cut(
      sheet,
      [
        [900, 560],
        [900 + Math.cos(a) * 1500, 560 + Math.sin(a) * 1500],
        [900 + Math.cos(b) * 1500, 560 + Math.sin(b) * 1500],
      ],
      '#28595a',
    )
  }
  disc(sheet, 900, 560, 400, ink.ochre)
  disc(sheet, 900, 560, 370, ink.cream)
  for (const side of [-1, 1])
    for (const leaf of range(9)) {
      const turn = 90 - side * (28 + leaf * 15)
      const [x, y] = [900 + Math.cos((turn * Math.PI) / 180) * 470, 560 + Math.sin((turn * Math.PI) / 180) * 470]
      gouge(sheet, x, y, 150, 34, turn - side * 64, leaf % 2 === 0 ? '#8fae6b' : '#6d9159')
      gouge(sheet, x, y, 130, 4, turn - side * 64, '#d7e0b0')
    }
  blob(
    sheet,
    [
      [640, 560],
      [660, 690],
      [760, 800],
      [900, 824],
      [1040, 800],
      [1140, 690],
      [1160, 560],
    ],
    ink.rust,
  )
  disc(sheet, 900, 560, 260, ink.paper, { squash: 0.2 })
  disc(sheet, 900, 564, 234, '#8a4a24', { squash: 0.17 })
  for (const _ of range(14))
    gouge(sheet, between(sheet, 700, 1000), between(sheet, 540, 588), between(sheet, 40, 110), 4, 0, '#c98542')
  sheet.marks.push(
    `<path d="M1146 600 C1290 570 1300 740 1100 742" fill="none" stroke="${ink.rust}" stroke-width="36"/>`,
  )
  disc(sheet, 900, 856, 380, ink.rust, { squash: 0.13 })
  disc(sheet, 900, 846, 330, '#c25a3c', { squash: 0.09 })
  for (const band of [0, 1])
    line(
      sheet,
      range(21).map((step): Point => [668 + step * 23.2, 655 + band * 40 + Math.sin((step / 20) * Math.PI) * 70]),
      ink.cream,
      10 - band * 4,
      { curved: true },
    )
  for (const curl of range(3))
    line(
      sheet,
      range(11).map((step): Point => [800 + curl * 100 + Math.sin(step * 0.8 + curl * 1.4) * 34, 500 - step * 30]),
      ink.sea,
      15,
      { curved: true, opacity: 0.75 },
    )
  carve(
    sheet,
    [
      [660, 590],
      [820, 620],
      [820, 800],
      [700, 740],
    ],
    { colour: '#dc7a54', angle: 66, gap: 17, thickness: 6, length: 80, density: (x) => 1 - (x - 660) / 150 },
  )
}
