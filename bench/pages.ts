/**
 * A hot page's requests per second of the server's own CPU time, against nginx (one worker) serving the same gzip bytes
 * as a file. The load comes from a process of its own: wrk when it is in PATH, else autocannon.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const [seconds, connections, target] = [8, 64, 0.6]
const ticksPerSecond = 100

if (process.argv[2] === 'serve') await serve(process.argv[3] ?? '')
else await measure()

type Result = { requestsPerSecond: number; perCpuSecond: number; p99Ms: number; loadCpuShare: number; note: string }

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-bench-'))
  // nginx started by root reads as another user.
  chmodSync(folder, 0o755)
  const ours = await measureOurs(folder)
  print('Crier', ours)
  const nginx = await measureNginx(folder)
  if (nginx === undefined) console.log('nginx is not in PATH: no comparison. (Debian: apt-get install nginx-light)')
  else {
    print('nginx', nginx)
    const ratio = ours.perCpuSecond / nginx.perCpuSecond
    console.log(`ratio ${ratio.toFixed(2)} (target ${target}): ${ratio >= target ? 'met' : 'missed'}`)
  }
  rmSync(folder, { recursive: true, force: true })
}

async function measureOurs(folder: string): Promise<Result> {
  const child = spawn(process.execPath, [import.meta.filename, 'serve', folder], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [{ url }] = await once(child, 'message')
  const response = await fetch(url, { headers: { 'Accept-Encoding': 'gzip' } })
  if (response.headers.get('content-encoding') !== 'gzip') throw new Error('the page is not served as gzip')
  await response.arrayBuffer()
  // Long enough for the page to be compressed again, so that both serve the same bytes.
  await load(url, 7)
  const before = await usage(child)
  const loaded = await load(url, seconds)
  const after = await usage(child)
  child.disconnect()
  await once(child, 'exit')
  const cpuSeconds = after.cpuSeconds - before.cpuSeconds
  return { ...loaded, perCpuSecond: loaded.requests / cpuSeconds, note: `event-loop delay p99 ${after.loopDelayP99Ms.toFixed(1)} ms, RSS ${Math.round(after.rss / 1e6)} MB` }
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
    process.send?.({ cpuSeconds: (user + system) / 1e6, loopDelayP99Ms: delay.percentile(99) / 1e6, rss: process.memoryUsage.rss() } satisfies Usage)
    delay.reset()
  })
  process.on('disconnect', () => void stop().then(() => process.exit()))
  process.send?.({ url })
}

async function measureNginx(folder: string): Promise<Result | undefined> {
  if (spawnSync('nginx', ['-v']).error) return undefined
  const port = 20_000 + (process.pid % 20_000)
  writeFileSync(join(folder, 'nginx.conf'), `
    daemon off; worker_processes 1; error_log ${folder}/error.log; pid ${folder}/nginx.pid;
    events { worker_connections 1024; }
    http {
      access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; open_file_cache max=100; open_file_cache_valid 60s; types { text/html html; }
      client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
      server { listen 127.0.0.1:${port}; root ${folder}; location / { gzip_static always; } }
    }`)
  const nginx = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder], { stdio: 'inherit' })
  const url = `http://127.0.0.1:${port}/page.html`
  await answering(url)
  const worker = readFileSync(`/proc/${nginx.pid}/task/${nginx.pid}/children`, 'utf8').trim().split(' ')[0] ?? ''
  await load(url, 2)
  const before = cpuSecondsOf(worker)
  const loaded = await load(url, seconds)
  const cpuSeconds = cpuSecondsOf(worker) - before
  nginx.kill('SIGQUIT')
  await once(nginx, 'exit')
  return { ...loaded, perCpuSecond: loaded.requests / cpuSeconds, note: 'one worker, gzip_static' }
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

type Loaded = Omit<Result, 'perCpuSecond' | 'note'> & { requests: number }

async function load(url: string, forSeconds: number): Promise<Loaded> {
  return spawnSync('wrk', ['-v']).error ? loadWithAutocannon(url, forSeconds) : loadWithWrk(url, forSeconds)
}

async function loadWithWrk(url: string, forSeconds: number): Promise<Loaded> {
  const { output, cpuShare } = await run('wrk', ['-t', '2', '-c', String(connections), '-d', `${forSeconds}s`, '--latency', '-H', 'Accept-Encoding: gzip', url], forSeconds)
  const errors = /Non-2xx[^\n]*|Socket errors[^\n]*/u.exec(output)
  if (errors) throw new Error(`the load was not answered: ${errors[0]}`)
  const p99 = /99%\s+([\d.]+)(us|ms|s)/u.exec(output)
  const unit = { us: 0.001, ms: 1, s: 1000 }[p99?.[2] ?? 'ms'] ?? 1
  return {
    requests: Number(/(\d+) requests in/u.exec(output)?.[1]), requestsPerSecond: Number(/Requests\/sec:\s+([\d.]+)/u.exec(output)?.[1]), p99Ms: Number(p99?.[1]) * unit,
    loadCpuShare: cpuShare / 2,
  }
}

async function loadWithAutocannon(url: string, forSeconds: number): Promise<Loaded> {
  const program = join(import.meta.dirname, '../node_modules/autocannon/autocannon.js')
  const { output, cpuShare } = await run(process.execPath, [program, '-j', '-n', '-c', String(connections), '-p', '4', '-d', String(forSeconds), '-H', 'Accept-Encoding=gzip', url], forSeconds)
  const result: { requests: { total: number; average: number }; latency: { p99: number }; non2xx: number; errors: number } = JSON.parse(output)
  if (result.non2xx + result.errors > 0) throw new Error(`the load was not answered: ${result.non2xx} other answers, ${result.errors} errors`)
  return { requests: result.requests.total, requestsPerSecond: result.requests.average, p99Ms: result.latency.p99, loadCpuShare: cpuShare }
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

function print(name: string, { requestsPerSecond, perCpuSecond, p99Ms, loadCpuShare, note }: Result): void {
  console.log(`${name}: ${Math.round(perCpuSecond).toLocaleString('en')} requests per CPU second, ${Math.round(requestsPerSecond).toLocaleString('en')} requests/s, p99 ${p99Ms.toFixed(1)} ms, load tool ${Math.round(loadCpuShare * 100)} % of its cores; ${note}`)
}
