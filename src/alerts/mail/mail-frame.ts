/**
 * HTML that common mail programs can show: tables and inline styles, since many support nothing else, and a dark scheme
 * for those that do.
 */
import { direction } from '../../kit/languages.ts'
import { html, trusted, type Markup } from '../../kit/markup.ts'

const serif = "Georgia,'Times New Roman',serif"
const sans = "-apple-system,'Segoe UI',Helvetica,Arial,sans-serif"

/** Styles for the elements that the document's renderer for feeds writes: it sets no styles or classes itself. */
const styles: Record<string, string> = {
  p: `margin:0 0 16px;font:17px/1.55 ${serif};color:#1b1b1b`,
  h2: `margin:28px 0 10px;font:bold 21px/1.3 ${serif};color:#1b1b1b`,
  h3: `margin:24px 0 8px;font:bold 18px/1.3 ${serif};color:#1b1b1b`,
  h4: `margin:20px 0 8px;font:bold 17px/1.3 ${serif};color:#1b1b1b`,
  ul: `margin:0 0 16px;padding:0 0 0 24px;font:17px/1.55 ${serif};color:#1b1b1b`,
  ol: `margin:0 0 16px;padding:0 0 0 24px;font:17px/1.55 ${serif};color:#1b1b1b`,
  li: 'margin:0 0 6px',
  blockquote: 'margin:0 0 16px;padding:0 0 0 16px;border-left:3px solid #b8b2a7',
  figure: 'margin:0 0 16px',
  figcaption: `margin:6px 0 0;font:14px/1.4 ${sans};color:#5c5850`,
  img: 'display:block;max-width:100%;height:auto;border:0',
  table: 'border-collapse:collapse;margin:0 0 16px;width:100%',
  th: `padding:6px 8px;border-bottom:2px solid #b8b2a7;text-align:start;font:bold 15px/1.4 ${sans};color:#1b1b1b`,
  td: `padding:6px 8px;border-bottom:1px solid #ddd8cf;text-align:start;font:15px/1.4 ${sans};color:#1b1b1b`,
  pre: 'margin:0 0 16px;padding:12px;background:#f3f0ea;white-space:pre-wrap;font:14px/1.45 Consolas,monospace',
  hr: 'border:0;border-top:1px solid #ddd8cf;margin:24px 0',
  a: 'color:#8a1c1c',
}
const stylable = /<(p|h[234]|ul|ol|li|blockquote|figure|figcaption|img|table|th|td|pre|hr|a)(?=[ >])/gu

/** The body as written by `renderFeed`, with styles on every element. `language`: of its words. */
export function styled(body: string, language: string): Markup {
  const isMirrored = direction(language) === 'rtl'
  // Safe: it was escaped and sanitised, every `<` in it begins an element, and what is inserted is ours.
  return trusted(
    body.replace(
      stylable,
      (start, tag: string) => `${start} style="${isMirrored ? mirrored(styles[tag]) : styles[tag]}"`,
    ),
  )
}

/** Where lines begin at the right; many mail programs know no sides but left and right. */
function mirrored(style = ''): string {
  return style.replace(/padding:0 0 0 (\d+px)/u, 'padding:0 $1 0 0').replace('border-left', 'border-right')
}

const dark = `@media (prefers-color-scheme:dark){
.page,.page td{background:#161513!important}
.page p,.page h1,.page h2,.page h3,.page h4,.page li,.page ul,.page ol,.page td,.page th{color:#ebe7df!important}
.page a{color:#f0a08c!important}.page a.onward{color:#ffffff!important}
.quiet,.quiet *{color:#a8a297!important}
.page pre{background:#24221f!important;color:#ebe7df!important}
}`

export type MailFrame = {
  language: string
  title: string
  preheader: string
  name: string
  homeUrl: string
  main: Markup
  /** At the bottom: why they get it, how to unsubscribe, who publishes it. */
  footer: readonly Markup[]
}

/** Filled with what is one recipient's own after it was made: see `split.ts`. */
export function mailPage({ language, title, preheader, name, homeUrl, main, footer }: MailFrame): string {
  const dir = direction(language)
  // A table as wide as its widest picture or word would be cut off on a phone.
  const fixed = 'table-layout:fixed'
  const column = `width:100%;max-width:600px;${fixed};overflow-wrap:break-word`
  const hidden = 'display:none;max-height:0;overflow:hidden;opacity:0'
  const small = `margin:0 0 8px;font:13px/1.5 ${sans};color:#5c5850`
  return html`<!doctype html>
<html lang="${language}" dir="${dir}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${title}</title><style>${trusted(dark)}</style></head>
<body style="margin:0;padding:0;background:#ffffff" class="page">
<div style="${hidden}">${preheader}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="page" style="${fixed}"><tr>
<td align="center" style="padding:16px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" style="${column}">
<tr><td style="padding:8px 24px;border-bottom:1px solid #1b1b1b"><p style="margin:0;font:bold 18px/1.3 ${serif}">
<a href="${homeUrl}" style="color:#1b1b1b;text-decoration:none">${name}</a></p></td></tr>
<tr><td style="padding:24px" align="${dir === 'rtl' ? 'right' : 'left'}">${main}</td></tr>
<tr><td style="padding:16px 24px;border-top:1px solid #ddd8cf" class="quiet">
${footer.map((line) => html`<p style="${small}" dir="auto">${line}</p>`)}</td></tr>
</table></td></tr></table></body></html>
`.text
}

export function mailHeading(words: string, level: 1 | 2 = 1): Markup {
  const size = level === 1 ? 27 : 20
  const style = `margin:0 0 12px;font:bold ${size}px/1.25 ${serif};color:#1b1b1b`
  return level === 1 ? html`<h1 style="${style}">${words}</h1>` : html`<h2 style="${style}">${words}</h2>`
}

export function mailText(words: string | Markup): Markup {
  return html`<p style="${styles.p}">${words}</p>`
}

/** Stands out, above everything else. */
export function mailNotice(words: string): Markup {
  const box = 'margin:0 0 20px;padding:10px 14px;border:2px solid #8a1c1c'
  return html`<p dir="auto" style="${box};font:bold 15px/1.4 ${sans};color:#8a1c1c">${words}</p>`
}

export function mailLink(href: string, label: string): Markup {
  return html`<a href="${href}" style="${styles.a}">${label}</a>`
}

/** A button that looks like one in every program. */
export function mailButton(href: string, label: string): Markup {
  const box = 'display:inline-block;padding:12px 20px;background:#8a1c1c;color:#ffffff;text-decoration:none'
  const look = `${box};font:bold 16px/1.2 ${sans}`
  return html`<p style="margin:20px 0 0"><a class="onward" href="${href}" style="${look}">${label}</a></p>`
}
