/**
 * A hot page's requests per second of the server's own CPU time, against nginx (one worker) serving the same gzip bytes
 * as a file. The load comes from wrk, in a process of its own: node bench/pages.ts
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const [rounds, seconds, connections, target] = [7, 3, 64, 0.6]
const ticksPerSecond = 100

if (process.argv[2] === 'serve') await serve(process.argv[3] ?? '')
else if (spawnSync('wrk', ['-v']).error) console.log('wrk is not in PATH: no load. (Debian: apt-get install wrk)')
else await measure()

type Result = {
  perCpuSecond: number[]
  requestsPerSecond: number[]
  p99Ms: number[]
  loadCpuShare: number
  note: string
}
type Contender = {
  name: string
  url: string
  cpuSeconds(): Promise<number>
  note(): Promise<string>
  stop(): Promise<void>
}

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-bench-'))
  // nginx started by root reads as another user.
  chmodSync(folder, 0o755)
  const ours = await startOurs(folder)
  const nginx = await startNginx(folder)
  const results = new Map<string, Result>()
  // In turns, so that whatever else the machine does slows both alike.
  for (let round = 1; round <= rounds; round++) {
    for (const contender of [ours, nginx])
      if (contender !== undefined)
        results.set(contender.name, await measureRound(contender, results.get(contender.name)))
  }
  for (const contender of [ours, nginx]) await contender?.stop()
  rmSync(folder, { recursive: true, force: true })
  for (const [name, result] of results) print(name, result)
  const [first, second] = [...results.values()]
  if (first === undefined || second === undefined)
    return console.log('nginx is not in PATH: no comparison. (Debian: apt-get install nginx-light)')
  const ratios = first.perCpuSecond.map((number, round) => number / (second.perCpuSecond[round] ?? Number.NaN))
  console.log(
    `ratio, median of ${rounds} rounds: ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} ` +
      `to ${Math.max(...ratios).toFixed(2)}; target ${target}): ${median(ratios) >= target ? 'met' : 'missed'}`,
  )
}

async function measureRound(contender: Contender, before: Result | undefined): Promise<Result> {
  await load(contender.url, 1)
  const cpuBefore = await contender.cpuSeconds()
  const loaded = await load(contender.url, seconds)
  const cpuSeconds = (await contender.cpuSeconds()) - cpuBefore
  return {
    perCpuSecond: [...(before?.perCpuSecond ?? []), loaded.requests / cpuSeconds],
    requestsPerSecond: [...(before?.requestsPerSecond ?? []), loaded.requestsPerSecond],
    p99Ms: [...(before?.p99Ms ?? []), loaded.p99Ms],
    loadCpuShare: Math.max(loaded.loadCpuShare, before?.loadCpuShare ?? 0),
    note: await contender.note(),
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

async function startOurs(folder: string): Promise<Contender> {
  const child = spawn(process.execPath, [import.meta.filename, 'serve', folder], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [{ url }] = await once(child, 'message')
  const response = await fetch(url, { headers: { 'Accept-Encoding': 'gzip' } })
  if (response.headers.get('content-encoding') !== 'gzip') throw new Error('the page is not served as gzip')
  await response.arrayBuffer()
  // Long enough for the page to be compressed again, so that both serve the same bytes.
  await load(url, 7)
  await usage(child)
  return {
    name: 'Crier',
    url,
    cpuSeconds: async () => (await usage(child)).cpuSeconds,
    async note() {
      const { loopDelayP99Ms, rss } = await usage(child)
      return `event-loop delay p99 ${loopDelayP99Ms.toFixed(1)} ms, RSS ${Math.round(rss / 1e6)} MB`
    },
    async stop() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

type Usage = { cpuSeconds: number; loopDelayP99Ms: number; rss: number }

async function usage(child: ChildProcess): Promise<Usage> {
  child.send('usage')
  const [message] = await once(child, 'message')
  return message
}

async function serve(folder: string): Promise<void> {
  const { openBenchHouse } = await import('./bench-house.ts')
  const { url, stop } = await openBenchHouse(folder)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.({
      cpuSeconds: (user + system) / 1e6,
      loopDelayP99Ms: delay.percentile(99) / 1e6,
      rss: process.memoryUsage.rss(),
    } satisfies Usage)
  })
  process.on('disconnect', () => void stop().then(() => process.exit()))
  process.send?.({ url })
}

async function startNginx(folder: string): Promise<Contender | undefined> {
  if (spawnSync('nginx', ['-v']).error) return undefined
  const port = 20_000 + (process.pid % 20_000)
  writeFileSync(
    join(folder, 'nginx.conf'),
    `
    daemon off; worker_processes 1; error_log ${folder}/error.log; pid ${folder}/nginx.pid;
    events { worker_connections 1024; }
    http {
      access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; open_file_cache max=100;
        open_file_cache_valid 60s; types { text/html html; }
      client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
        uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
      server { listen 127.0.0.1:${port}; root ${folder}; location / { gzip_static always; } }
    }`,
  )
  const nginx = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder], { stdio: 'inherit' })
  const url = `http://127.0.0.1:${port}/page.html`
  await answering(url)
  const worker = readFileSync(`/proc/${nginx.pid}/task/${nginx.pid}/children`, 'utf8').trim().split(' ')[0] ?? ''
  return {
    name: 'nginx',
    url,
    cpuSeconds: async () => cpuSecondsOf(worker),
    note: async () => 'one worker, gzip_static',
    async stop() {
      nginx.kill('SIGQUIT')
      await once(nginx, 'exit')
    },
  }
}

async function answering(url: string): Promise<void> {
  for (let attempt = 1; attempt <= 100; attempt++) {
    const response = await fetch(url, { headers: { 'Accept-Encoding': 'gzip' } }).catch(() => undefined)
    if (response?.ok) return void (await response.arrayBuffer())
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${url} does not answer`)
}

function cpuSecondsOf(pid: string): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

type Loaded = { requests: number; requestsPerSecond: number; p99Ms: number; loadCpuShare: number }

async function load(url: string, forSeconds: number): Promise<Loaded> {
  const { output, cpuShare } = await run(
    'wrk',
    ['-t', '2', '-c', String(connections), '-d', `${forSeconds}s`, '--latency', '-H', 'Accept-Encoding: gzip', url],
    forSeconds,
  )
  const errors = /Non-2xx[^\n]*|Socket errors[^\n]*/u.exec(output)
  if (errors) throw new Error(`the load was not answered: ${errors[0]}`)
  const p99 = /99%\s+([\d.]+)(us|ms|s)/u.exec(output)
  const unit = { us: 0.001, ms: 1, s: 1000 }[p99?.[2] ?? 'ms'] ?? 1
  return {
    requests: Number(/(\d+) requests in/u.exec(output)?.[1]),
    requestsPerSecond: Number(/Requests\/sec:\s+([\d.]+)/u.exec(output)?.[1]),
    p99Ms: Number(p99?.[1]) * unit,
    loadCpuShare: cpuShare / 2,
  }
}

async function run(command: string, args: string[], forSeconds: number): Promise<{ output: string; cpuShare: number }> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  let output = ''
  let cpuSeconds = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const timer = setInterval(() => {
    if (child.pid !== undefined && child.exitCode === null) cpuSeconds = cpuSecondsOf(String(child.pid))
  }, 100)
  await once(child, 'close')
  clearInterval(timer)
  return { output, cpuShare: cpuSeconds / forSeconds }
}

/** Medians of the rounds. */
function print(name: string, result: Result): void {
  const [perCpu, perSecond] = [median(result.perCpuSecond), median(result.requestsPerSecond)].map((number) =>
    Math.round(number).toLocaleString('en'),
  )
  console.log(
    `${name}: ${perCpu} requests per CPU second, ${perSecond} requests/s, ` +
      `p99 ${median(result.p99Ms).toFixed(1)} ms, ` +
      `load tool ${Math.round(result.loadCpuShare * 100)} % of its cores; ${result.note}`,
  )
}
