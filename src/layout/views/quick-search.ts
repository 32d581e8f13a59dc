import { html, type Markup } from '../../kit/markup.ts'
import type { Place } from '../../kit/times.ts'
import { wordsOf } from '../words.ts'

/** One field, at the foot of every page. */
export function quickSearch(action: string, { language }: Place): Markup {
  const words = wordsOf(language)
  return html`<form class="quick-search" method="get" action="${action}" role="search" aria-label="${words.search.inPaper}"><label for="quick-search">${words.search.inPaper}</label><div class="search-line"><input type="search" id="quick-search" name="q" dir="auto" autocomplete="off"><button class="quiet-button">${words.search.button}</button></div></form>`
}
