/** The Roller Letter as a PDF of one page, written by hand (ISO 32000-1, 7.5). */
const lines: readonly (readonly [text: string, size: number, font: 'F1' | 'F2', gap: number])[] = [
  ['The Roller Letter', 26, 'F1', 0],
  ['Transcribed for the Pellmouth Lantern from the copy in the harbour office', 10, 'F2', 24],
  ['Corn Street, Pellmouth, the fourth of May 1902', 12, 'F2', 52],
  ['WHEREAS the swinging span of the new bridge is the charge of the Harbour, its', 12, 'F1', 34],
  ['pier the charge of the River Board, and its deck the charge of the Town;', 12, 'F1', 18],
  ['AND WHEREAS there lie between the span and the pier eight-and-forty rollers of', 12, 'F1', 30],
  ['cast iron, upon which the whole is turned, and of which no mention is made;', 12, 'F1', 18],
  ['NOW the three undersigned, being met upon the said pier in a stiff breeze, agree', 12, 'F1', 30],
  ['that the keeping of the said rollers shall be settled between them in a spirit of', 12, 'F1', 18],
  ['good neighbourhood as occasion arises.', 12, 'F1', 18],
  ['For the Harbour: J. Dunmore', 12, 'F2', 48],
  ['For the River Board: L. Strand', 12, 'F2', 22],
  ['For the Town: (a blot)', 12, 'F2', 22],
  ['This document is part of a demonstration. The town and the letter are invented.', 9, 'F2', 260],
]

export function rollerLetter(): Buffer {
  let y = 760
  const drawn = lines.map(([text, size, font, gap]) => {
    y -= gap
    return `BT /${font} ${size} Tf 1 0 0 1 72 ${y} Tm (${text.replace(/[\\()]/gu, '\\$&')}) Tj ET`
  })
  const content = ['0.09 0.13 0.17 rg', ...drawn, '0.86 0.42 0.25 RG 1.5 w 72 720 m 523 720 l S'].join('\n')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /Lang (en) >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R ' +
      '/F2 6 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Times-Italic >>',
    '<< /Title (The Roller Letter of 1902) /Author (The Pellmouth Lantern) >>',
  ]
  let file = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const at = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  return Buffer.from(
    `${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n` +
      `<< /Size ${objects.length + 1} /Root 1 0 R /Info 7 0 R >>\nstartxref\n${file.length}\n%%EOF\n`,
    'latin1',
  )
}
