import { readConfig } from './src/config.ts'
import { openHouse } from './src/house.ts'
import { importWordpress } from './src/importers/wordpress/run/import.ts'
import v8 from 'node:v8'
const [file, data] = process.argv.slice(2)
const house = await openHouse(readConfig({ CRIER_DATA_DIR: data, CRIER_LOG_LEVEL: 'silent' } as never), {}, { commitMs: 40 })
let n = 0
const mb = (x: number) => Math.round(x / 1048576)
let peak = 0
setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss) }, 50).unref()
setInterval(() => { const before = process.memoryUsage(); if (process.env.GC) globalThis.gc?.(); const m = process.memoryUsage(); console.log(n++, 'rss', mb(before.rss), 'heapTotal', mb(before.heapTotal), 'used', mb(before.heapUsed), '-> after gc', mb(m.heapUsed), 'ext', mb(m.external), 'ab', mb(m.arrayBuffers)) }, 3000).unref()
const t = performance.now()
const r = await importWordpress(house, { file: file!, media: { kind: 'none' } })
console.log('done', r.counts.article, ((performance.now() - t) / 1000).toFixed(1), 'peak', mb(peak), v8.getHeapStatistics().heap_size_limit / 1e6)
process.exit(0)
