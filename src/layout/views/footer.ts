import { html, type Markup } from '../../kit/markup.ts'
import { wordsOf } from '../words.ts'
import { homeOf, waysToFollow } from './masthead.ts'
import type { Publication } from './publication.ts'
import { quickSearch } from './quick-search.ts'

export function siteFooter({ name, place, footer, feeds, social, searchHref }: Publication): Markup {
  const words = wordsOf(place.language)
  return html`<footer class="site-footer">
<p class="footer-name"><a href="${homeOf(place)}">${name}</a></p>
${feeds.length + social.length > 0 && html`<div class="follow"><p class="label">${words.follow}</p>${waysToFollow({ feeds, social })}</div>`}
${quickSearch(searchHref, place)}
${(footer.links.length > 0 || footer.publicEmail !== '') && html`<ul class="footer-links">${footer.links.map(({ label, href }) => html`<li><a href="${href}">${label}</a></li>`)}${footer.publicEmail !== '' && html`<li><a href="mailto:${footer.publicEmail}">${words.writeTo}</a></li>`}</ul>`}
<div class="imprint">
${footer.generalInformation !== '' && html`<p>${footer.generalInformation}</p>`}
${footer.republicationTerms !== '' && html`<p>${footer.republicationTerms}</p>`}
<p>${words.copyright({ years: footer.copyrightYears, holder: footer.copyrightHolder })}${footer.containsAdvertisements && html`. ${words.containsAdvertisements}`}</p>
</div>
</footer>`
}
