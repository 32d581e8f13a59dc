/** The versions of articles: what each one said. */
import { actorOf } from '../kit/db/database.ts'
import { preparedWrite } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import type { VersionInput } from './article.ts'
import { documentSchema } from './document.ts'
import { teaserOf, wordCount } from './render/teaser.ts'
import { renderText } from './render/text.ts'

export type StoredVersion = VersionInput & { number: number; shortHeadline: string; disclosure: string }

export async function latestVersion(db: Db, articleId: number): Promise<StoredVersion | undefined> {
  return storedVersion(await versionRows(db, articleId).orderBy('number', 'desc').limit(1).executeTakeFirst())
}

export async function versionOf(db: Db, articleId: number, number: number): Promise<StoredVersion | undefined> {
  return storedVersion(await versionRows(db, articleId).where('number', '=', number).executeTakeFirst())
}

function versionRows(db: Db, articleId: number) {
  return db
    .selectFrom('article_versions')
    .select([
      'number',
      'headline',
      'short_headline as shortHeadline',
      'disclosure',
      'kicker',
      'standfirst',
      'document',
      'call_to_comment as callToComment',
      'language',
      'lead_media_id as leadMediaId',
      'lead_alt as leadAlt',
      'lead_caption as leadCaption',
      'lead_credit as leadCredit',
      'seo_title as seoTitle',
      'seo_description as seoDescription',
      'canonical',
    ])
    .where('article_id', '=', articleId)
}

type VersionRow = Omit<StoredVersion, 'document' | 'lead'> & {
  document: string
  leadMediaId: number | null
  leadAlt: string
  leadCaption: string
  leadCredit: string
}

function storedVersion(row: VersionRow | undefined): StoredVersion | undefined {
  if (row === undefined) return undefined
  const { document, leadMediaId, leadAlt, leadCaption, leadCredit, ...version } = row
  return {
    ...version,
    document: documentSchema.parse(JSON.parse(document)),
    lead:
      leadMediaId === null ? null : { mediaId: leadMediaId, alt: leadAlt, caption: leadCaption, credit: leadCredit },
  }
}

export async function insertVersion(
  tx: Tx,
  articleId: number,
  number: number,
  version: VersionInput,
  at: number,
): Promise<void> {
  const actor = actorOf(tx)
  const text = renderText(version.document)
  await tx
    .insertInto('article_versions')
    .values({
      article_id: articleId,
      number,
      headline: version.headline,
      short_headline: version.shortHeadline ?? '',
      disclosure: version.disclosure ?? '',
      kicker: version.kicker,
      standfirst: version.standfirst,
      document: JSON.stringify(version.document),
      teaser: teaserOf(version.document),
      call_to_comment: version.callToComment,
      language: version.language,
      lead_media_id: version.lead?.mediaId ?? null,
      lead_alt: version.lead?.alt ?? '',
      lead_caption: version.lead?.caption ?? '',
      lead_credit: version.lead?.credit ?? '',
      seo_title: version.seoTitle,
      seo_description: version.seoDescription,
      canonical: version.canonical,
      word_count: wordCount(text),
      actor: `${actor.kind}:${actor.id}`,
      created_at: at,
      shown_at: null,
    })
    .execute()
}

/** Readers see this version from now on. */
export const markShown = preparedWrite((tx, articleId: number, number: number, at: number) =>
  tx
    .updateTable('article_versions')
    .set({ shown_at: at })
    .where('article_id', '=', articleId)
    .where('number', '=', number)
    .where('shown_at', 'is', null),
)
