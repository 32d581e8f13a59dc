/** The versions of articles: what each one said. */
import { actorOf } from '../kit/db/database.ts'
import { preparedWrite } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import type { Filing, VersionInput } from './article.ts'
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

/** Where that version stood, by the ids of then: topics go and people are merged. */
export async function filingOf(db: Db, articleId: number, number: number): Promise<Filing | undefined> {
  const row = await db
    .selectFrom('article_versions')
    .select('filing')
    .where('article_id', '=', articleId)
    .where('number', '=', number)
    .executeTakeFirst()
  return row && (JSON.parse(row.filing) as Filing)
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

/** `shownAt`: when readers first see it; null while nobody does. */
export async function insertVersion(
  tx: Tx,
  articleId: number,
  number: number,
  version: VersionInput,
  { filing, at, shownAt }: { filing: Filing; at: number; shownAt: number | null },
): Promise<void> {
  const { kind, id } = actorOf(tx)
  const { document, lead } = version
  await insertRow(
    tx,
    articleId,
    number,
    version.headline,
    version.shortHeadline ?? '',
    version.disclosure ?? '',
    version.kicker,
    version.standfirst,
    JSON.stringify(document),
    teaserOf(document),
    version.callToComment,
    version.language,
    lead?.mediaId ?? null,
    lead?.alt ?? '',
    lead?.caption ?? '',
    lead?.credit ?? '',
    version.seoTitle,
    version.seoDescription,
    version.canonical,
    wordCount(renderText(document)),
    `${kind}:${id}`,
    at,
    shownAt,
    JSON.stringify(filing),
  )
}

const insertRow = preparedWrite(
  (
    tx,
    article_id: number,
    number: number,
    headline: string,
    short_headline: string,
    disclosure: string,
    kicker: string,
    standfirst: string,
    document: string,
    teaser: string,
    call_to_comment: string,
    language: string,
    lead_media_id: number | null,
    lead_alt: string,
    lead_caption: string,
    lead_credit: string,
    seo_title: string,
    seo_description: string,
    canonical: string,
    word_count: number,
    actor: string,
    created_at: number,
    shown_at: number | null,
    filing: string,
  ) =>
    tx.insertInto('article_versions').values({
      article_id,
      number,
      headline,
      short_headline,
      disclosure,
      kicker,
      standfirst,
      document,
      teaser,
      call_to_comment,
      language,
      lead_media_id,
      lead_alt,
      lead_caption,
      lead_credit,
      seo_title,
      seo_description,
      canonical,
      word_count,
      actor,
      created_at,
      shown_at,
      filing,
    }),
)

/** Readers see this version from now on. */
export const markShown = preparedWrite((tx, articleId: number, number: number, at: number) =>
  tx
    .updateTable('article_versions')
    .set({ shown_at: at })
    .where('article_id', '=', articleId)
    .where('number', '=', number)
    .where('shown_at', 'is', null),
)
