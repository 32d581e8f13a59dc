/** A process with busy hands in its darkroom, for a test that kills it: prints the darkroom's process id. */
import { openDarkroom } from '../../src/kit/darkroom/darkroom.ts'
import { pid, spin } from './hostile-work-names.ts'

const entry = new URL('./hostile-works.ts', import.meta.url)
const darkroom = openDarkroom({ entry, env: {}, memoryMb: 512, cpuSeconds: 600, wallSeconds: 600, idleSeconds: 600 })
const asked = await darkroom.ask(pid, undefined)
console.log(asked.outcome === 'done' ? asked.value : '')
if (process.argv[2] === 'busy') await darkroom.ask(spin, undefined)
else await new Promise(() => setInterval(() => {}, 1_000))
