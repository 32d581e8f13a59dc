import { html, type Markup } from '../../kit/markup.ts'
import type { Locale } from '../../kit/times.ts'
import { wordsOf } from '../words.ts'

/** One field, at the foot of every page. */
export function quickSearch(action: string, { language }: Locale): Markup {
  const { inPaper, button } = wordsOf(language).search
  return html`<form class="quick-search" method="get" action="${action}" role="search" aria-label="${inPaper}">
<label for="quick-search">${inPaper}</label>
<div class="search-line"><input type="search" id="quick-search" name="q" dir="auto" autocomplete="off">
<button class="quiet-button">${button}</button></div></form>`
}
