import type { Assets } from '../../kit/assets.ts'
import type { Locale } from '../../kit/times.ts'

export type Footer = {
  /** As they stand in the line: "2019–2026". */
  copyrightYears: string
  copyrightHolder: string
  republicationTerms: string
  generalInformation: string
  containsAdvertisements: boolean
  links: readonly Link[]
  publicEmail: string
}

export type Link = { label: string; href: string }

/** What all pages of a publication have in common. */
export type Publication = {
  name: string
  tagline: string
  /** Absolute, without a slash at its end. */
  origin: string
  locale: Locale
  topics: readonly Link[]
  /** Where the search page is. */
  searchHref: string
  /** The site's languages when it has several, each with its front page. */
  languages: readonly (Link & { language: string })[]
  feeds: readonly { label: string; href: string; type: string }[]
  social: readonly Link[]
  footer: Footer
  assets: Pick<Assets, 'css' | 'js' | 'preload'>
  /** A stylesheet with the publisher's own accent (`accentStyles`), when there is one. */
  accentHref?: string | undefined
  /** One line above everything: the demo's, a breaking story's. */
  notice?: { words: string; link?: Link | undefined } | undefined
}

export type Page = {
  /** Of the browser's tab, without the publication's name; empty on the front page. */
  title: string
  description: string
  /** Absolute. Left out on pages that nobody should find or share. */
  canonical?: string | undefined
  /** BCP 47, of the story that the page is about; what stands around it is in the place's language. */
  language: string
  /** The same page in other languages, this one included; the first is for readers of none of them. */
  alternates?: readonly { language: string; href: string }[] | undefined
  noindex?: boolean | undefined
  /** OpenGraph; `type` is website where nothing is said. */
  openGraph?:
    | {
        type: 'article' | 'profile' | 'website'
        title?: string | undefined
        image?: { url: string; width: number; height: number; alt: string } | undefined
        publishedAt?: number | undefined
        updatedAt?: number | undefined
      }
    | undefined
  structuredData?: readonly unknown[] | undefined
  /** The same in other forms, for machines: feeds of the page's own, oEmbed. */
  otherForms?: readonly { type: string; href: string; title: string }[] | undefined
  /** Front: the masthead at its full size, as the page's heading. */
  kind: 'front' | 'article' | 'list' | 'plain'
  /** Script that only this page has, with its stylesheet. */
  own?: { css?: string; js: string } | undefined
  /** Where no script follows what happens, the browser asks again after so many seconds. */
  refreshSeconds?: number | undefined
  /** Of the topic that the page belongs to: marked in the navigation. */
  currentHref?: string | undefined
}
