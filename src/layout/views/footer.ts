import { html, type Markup } from '../../kit/markup.ts'
import { wordsOf } from '../words.ts'
import { linkItems } from './elements.ts'
import { homeOf, waysToFollow } from './masthead.ts'
import type { Publication } from './publication.ts'
import { quickSearch } from './quick-search.ts'

export function siteFooter({ name, locale, footer, feeds, social, searchHref }: Publication): Markup {
  const words = wordsOf(locale.language)
  const copyright = words.copyright({ years: footer.copyrightYears, holder: footer.copyrightHolder })
  return html`<footer class="site-footer">
<p class="footer-name"><a href="${homeOf(locale)}">${name}</a></p>
${feeds.length + social.length > 0 && followBlock(words.follow, waysToFollow({ feeds, social }))}
${quickSearch(searchHref, locale)}
${(footer.links.length > 0 || footer.publicEmail !== '') && footerLinks(footer, words.writeTo)}
<div class="imprint">
${footer.generalInformation !== '' && html`<p>${footer.generalInformation}</p>`}
${footer.republicationTerms !== '' && html`<p>${footer.republicationTerms}</p>`}
<p>${copyright}${footer.containsAdvertisements && html`. ${words.containsAdvertisements}`}</p>
</div>
</footer>`
}

function followBlock(label: string, ways: Markup): Markup {
  return html`<div class="follow"><p class="label">${label}</p>${ways}</div>`
}

function footerLinks({ links, publicEmail }: Publication['footer'], writeTo: string): Markup {
  const mail = publicEmail !== '' && html`<li><a href="mailto:${publicEmail}">${writeTo}</a></li>`
  return html`<ul class="footer-links">${linkItems(links)}${mail}</ul>`
}
