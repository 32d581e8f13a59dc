/** The sound of the fog signal: two low notes of one big pipe, as an 8-bit mono WAV. */
const rate = 8000
const notes = [
  { from: 0.1, seconds: 2.6, pitch: 116.5 },
  { from: 3.1, seconds: 2.9, pitch: 98 },
]

export function fogSignal(): Buffer {
  const samples = Buffer.alloc(Math.round(rate * 6.6), 128)
  for (let at = 0; at < samples.length; at++)
    samples[at] = 128 + Math.round(notes.reduce((sum, note) => sum + sounding(at / rate, note), 0) * 100)
  return Buffer.concat([header(samples.length), samples])
}

function sounding(second: number, { from, seconds, pitch }: (typeof notes)[number]): number {
  const since = second - from
  if (since < 0 || since > seconds + 0.5) return 0
  // Air takes a moment to fill the pipe, and the hills answer for half a second.
  const swell = Math.min(1, since / 0.22) * (since < seconds ? 1 : 1 - (since - seconds) / 0.5)
  const wavering = 1 + Math.sin(since * 29) * 0.004
  return (
    swell *
    [0.52, 0.27, 0.16, 0.07, 0.04].reduce(
      (sum, part, index) => sum + part * Math.sin(Math.PI * 2 * pitch * wavering * (index + 1) * since + index),
      0,
    )
  )
}

function header(length: number): Buffer {
  const bytes = Buffer.alloc(44)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(36 + length, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(rate, 24)
  bytes.writeUInt32LE(rate, 28)
  bytes.writeUInt16LE(1, 32)
  bytes.writeUInt16LE(8, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(length, 40)
  return bytes
}
