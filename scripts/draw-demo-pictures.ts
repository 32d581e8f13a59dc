/**
 * Draws the demo newspaper's pictures into demo/pictures, each always the same, and makes its sound and its PDF:
 * `node scripts/draw-demo-pictures.ts`, or with names to draw only those pictures.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { country } from './demo-pictures/country.ts'
import { fogSignal } from './demo-pictures/fog-signal.ts'
import { harbour } from './demo-pictures/harbour.ts'
import { indoors } from './demo-pictures/indoors.ts'
import { print } from './demo-pictures/print.ts'
import { rollerLetter } from './demo-pictures/roller-letter.ts'
import { newSheet } from './demo-pictures/sheet.ts'
import { things } from './demo-pictures/things.ts'
import { town } from './demo-pictures/town.ts'

const [pictures, files] = [new URL('../demo/pictures/', import.meta.url), new URL('../demo/files/', import.meta.url)]
const wanted = process.argv.slice(2)
/** What is printed of a sheet that is not printed whole. */
const bands: Record<string, { top: number; height: number }> = { 'tea-advertisement': { top: 140, height: 810 } }

await mkdir(pictures, { recursive: true })
await mkdir(files, { recursive: true })
await writeFile(new URL('fog-signal.wav', files), fogSignal())
await writeFile(new URL('roller-letter.pdf', files), rollerLetter())
for (const [name, draw] of Object.entries({ ...harbour, ...town, ...country, ...indoors, ...things })) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const sheet = newSheet(name)
  draw(sheet)
  const jpeg = await print(sheet, bands[name])
  await writeFile(new URL(`${name}.jpg`, pictures), jpeg)
  console.log(`${name}.jpg ${Math.round(jpeg.length / 1024)} KB`)
}
