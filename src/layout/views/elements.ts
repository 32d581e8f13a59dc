/** Elements that many pages share. */
import { html, type Markup } from '../../kit/markup.ts'
import { formatTime, machineTime, type Locale, type TimeStyle } from '../../kit/times.ts'
import type { Link } from './publication.ts'

/** `at` in epoch milliseconds. */
export function timeTag(at: number, style: TimeStyle, locale: Locale, className?: string): Markup {
  const attribute = className !== undefined && html` class="${className}"`
  return html`<time${attribute} datetime="${machineTime(at)}">${formatTime(at, style, locale)}</time>`
}

/** A section with its label as heading; the heading's id is `{id}-heading`. */
export function labelledSection(id: string, label: string, content: Markup, className?: string): Markup {
  const attribute = className !== undefined && html` class="${className}"`
  const heading = html`<h2 class="label" id="${id}-heading">${label}</h2>`
  return html`<section${attribute} aria-labelledby="${id}-heading">${heading}${content}</section>`
}

export function linkItems(links: readonly Link[]): Markup[] {
  return links.map(({ label, href }) => html`<li><a href="${href}">${label}</a></li>`)
}

export function hiddenField(name: string, value: string | Markup): Markup {
  return html`<input type="hidden" name="${name}" value="${value}">`
}

export function onwardLink(href: string, label: string): Markup {
  return html`<p class="onward"><a href="${href}">${label}</a></p>`
}

/** A table that scrolls sideways where the page is too narrow for it. */
export function scrollingTable(label: string, columns: readonly string[], rows: readonly Markup[]): Markup {
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="${label}">
<table><thead>${headRow(columns)}</thead>
<tbody>${rows}</tbody></table></div>`
}

export function headRow(columns: readonly string[]): Markup {
  return html`<tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr>`
}

/** The first cell heads the row. */
export function tableRow(heading: string | Markup, cells: readonly (string | Markup)[]): Markup {
  return html`<tr><th scope="row">${heading}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`
}
