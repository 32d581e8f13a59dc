/**
 * An article's body as structured blocks: the one format that the importer, the story files and (later) the desk
 * write, and that every renderer reads. Stored as JSON; nothing else in the product knows another body format.
 */
import { z } from 'zod'

export const DOCUMENT_VERSION = 1

// Inline ---------------------------------------------------------------------

export type Inline =
  | { type: 'text'; text: string }
  | { type: 'strong' | 'emphasis' | 'sub' | 'sup' | 'strike'; children: Inline[] }
  | { type: 'code'; text: string }
  | { type: 'link'; href: string; rel?: 'sponsored' | 'ugc'; children: Inline[] }
  /** A span in another language than the story: BCP 47 tag, direction when it differs. */
  | { type: 'language'; lang: string; dir?: 'ltr' | 'rtl'; children: Inline[] }
  | { type: 'break' }
  /** A place that links of the story lead to, `#prices`. Nothing is seen of it. */
  | { type: 'anchor'; id: string }

/** http(s), mailto, tel, or a path or fragment of this site. `//host` and every other scheme are refused. */
export const hrefSchema = z
  .string()
  .min(1)
  .max(2000)
  .refine(
    (href) =>
      /^(https?:\/\/[^\s/]|mailto:[^\s]|tel:[+\d]|\/(?!\/)|#)/iu.test(href) && !/[\s\u0000-\u001f\\]/u.test(href),
    {
      error: 'is not a web address, a mail address or a path of this site',
    },
  )

const languageTag = z
  .string()
  .regex(/^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$/u, { error: 'is not a language tag such as "ar" or "pt-BR"' })
/** XML and HTML know no other control characters than tab, line feed and carriage return. */
const text = z
  .string()
  .refine((value) => value.isWellFormed() && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/u.test(value), {
    error: 'holds a control character',
  })
const line = text.max(2000)
const direction = z.enum(['ltr', 'rtl'])
/** The name of a place in a story. */
export const anchorSchema = z
  .string()
  .regex(/^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.:-]{0,199}$/u, { error: 'is not the name of a place' })

export const inlineSchema: z.ZodType<Inline> = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('text'), text: text.min(1) }),
    z.strictObject({ type: z.enum(['strong', 'emphasis', 'sub', 'sup', 'strike']), children: inlinesSchema }),
    z.strictObject({ type: z.literal('code'), text: text.min(1) }),
    z.strictObject({
      type: z.literal('link'),
      href: hrefSchema,
      rel: z.enum(['sponsored', 'ugc']).optional(),
      children: inlinesSchema,
    }),
    z.strictObject({
      type: z.literal('language'),
      lang: languageTag,
      dir: direction.optional(),
      children: inlinesSchema,
    }),
    z.strictObject({ type: z.literal('break') }),
    z.strictObject({ type: z.literal('anchor'), id: anchorSchema }),
  ]),
)
export const inlinesSchema: z.ZodType<Inline[]> = z.array(inlineSchema)

// Blocks ---------------------------------------------------------------------

/** Unique within a document and kept from version to version, so that a correction can point at its place. */
const id = z.string().regex(/^[a-z0-9]{4,24}$/u, { error: 'is not a block id' })
/** A media item's public id; in a story file not yet published, the picture's file name. */
const mediaRef = z.string().min(1).max(500)

export type List = { ordered: boolean; start?: number; items: ListItem[] }
export type ListItem = { children: Inline[]; list?: List }

const listSchema: z.ZodType<List> = z.lazy(() =>
  z.strictObject({
    ordered: z.boolean(),
    start: z.int().min(0).max(999_999_999).optional(),
    items: z.array(listItemSchema).min(1),
  }),
)
const listItemSchema: z.ZodType<ListItem> = z.lazy(() =>
  z.strictObject({ children: inlinesSchema, list: listSchema.optional() }),
)

const pictureFields = {
  media: mediaRef,
  /** Empty says "decorative"; a missing description is a fault that preflight names, so it is required here. */
  alt: line,
  caption: inlinesSchema.optional(),
  credit: line.optional(),
}

const blockSchemas = {
  paragraph: z.strictObject({ id, type: z.literal('paragraph'), children: inlinesSchema }),
  heading: z.strictObject({
    id,
    type: z.literal('heading'),
    level: z.union([z.literal(2), z.literal(3), z.literal(4)]),
    children: inlinesSchema,
  }),
  list: z.strictObject({ id, type: z.literal('list'), list: listSchema }),
  /**
   * What somebody said. With `person` (a slug of people) it appears on that person's page; without, the name is text
   * only.
   */
  quote: z.strictObject({
    id,
    type: z.literal('quote'),
    paragraphs: z.array(inlinesSchema).min(1),
    speaker: line.optional(),
    person: z.string().min(1).max(200).optional(),
    capacity: line.optional(),
    /** "via a translator", "from the French": how the words reached the page. */
    translation: line.optional(),
    sourceName: line.optional(),
    sourceUrl: hrefSchema.optional(),
    /** ISO date on which it was said. */
    saidOn: z.iso.date().optional(),
  }),
  pullQuote: z.strictObject({
    id,
    type: z.literal('pullQuote'),
    children: inlinesSchema,
    attribution: line.optional(),
  }),
  picture: z.strictObject({
    id,
    type: z.literal('picture'),
    ...pictureFields,
    width: z.enum(['column', 'wide']).optional(),
  }),
  gallery: z.strictObject({
    id,
    type: z.literal('gallery'),
    pictures: z.array(z.strictObject(pictureFields)).min(1),
    caption: inlinesSchema.optional(),
  }),
  /** Something that lives elsewhere. Nothing is asked of that place before the reader clicks. */
  embed: z.strictObject({
    id,
    type: z.literal('embed'),
    url: z.url({ protocol: /^https?$/u }).max(2000),
    title: line.optional(),
    introduction: inlinesSchema.optional(),
    /** The still shown in its place: a media item of ours. */
    still: mediaRef.optional(),
  }),
  file: z.strictObject({ id, type: z.literal('file'), media: mediaRef, name: line.min(1) }),
  audio: z.strictObject({
    id,
    type: z.literal('audio'),
    media: mediaRef,
    title: line.optional(),
    caption: inlinesSchema.optional(),
  }),
  /**
   * The first `headerRows` rows are headings; with `headerColumn` so is each row's first cell. Rows may differ in
   * length.
   */
  table: z.strictObject({
    id,
    type: z.literal('table'),
    caption: inlinesSchema.optional(),
    headerRows: z.int().min(0).max(5),
    headerColumn: z.boolean(),
    rows: z.array(z.array(inlinesSchema).min(1)).min(1),
  }),
  code: z.strictObject({ id, type: z.literal('code'), language: z.string().max(40).optional(), text }),
  divider: z.strictObject({ id, type: z.literal('divider') }),
  /**
   * RELATED: a link to another story. A path of this site is resolved at rendering and left out when the story is gone.
   */
  related: z.strictObject({ id, type: z.literal('related'), href: hrefSchema, title: line.optional() }),
  /**
   * `poll` is our public id. `wordpress` is what an import found: the poll's number there, or the latest; the poll is
   * looked up when the page is made.
   */
  poll: z
    .strictObject({
      id,
      type: z.literal('poll'),
      poll: z.string().min(1).max(100).optional(),
      wordpress: z.strictObject({ id: z.union([z.int(), z.literal('latest')]), results: z.boolean() }).optional(),
    })
    .refine((block) => block.poll !== undefined || block.wordpress !== undefined, { error: 'names no poll' }),
  /** A box in the column. `unknown` holds what an import could not read, kept visibly for staff to resolve. */
  note: z.strictObject({
    id,
    type: z.literal('note'),
    tone: z.enum(['note', 'editor', 'unknown']),
    title: line.optional(),
    paragraphs: z.array(inlinesSchema).min(1),
  }),
  /** Staff only; sanitised when it is written and again when it is rendered. */
  html: z.strictObject({ id, type: z.literal('html'), html: text.max(200_000) }),
  /** Where list pages stop and say "Continue reading". */
  fold: z.strictObject({ id, type: z.literal('fold') }),
} as const

export const blockSchema = z.discriminatedUnion('type', [
  blockSchemas.paragraph,
  blockSchemas.heading,
  blockSchemas.list,
  blockSchemas.quote,
  blockSchemas.pullQuote,
  blockSchemas.picture,
  blockSchemas.gallery,
  blockSchemas.embed,
  blockSchemas.file,
  blockSchemas.audio,
  blockSchemas.table,
  blockSchemas.code,
  blockSchemas.divider,
  blockSchemas.related,
  blockSchemas.poll,
  blockSchemas.note,
  blockSchemas.html,
  blockSchemas.fold,
])

export const documentSchema = z
  .strictObject({ version: z.literal(DOCUMENT_VERSION), blocks: z.array(blockSchema).max(5000) })
  .refine((document) => new Set(document.blocks.map((block) => block.id)).size === document.blocks.length, {
    error: 'two blocks have the same id',
    path: ['blocks'],
  })

export type Block = z.infer<typeof blockSchema>
export type BlockType = Block['type']
export type BlockOf<T extends BlockType> = Extract<Block, { type: T }>
export type Document = z.infer<typeof documentSchema>
/** A renderer's table: leaving out a block type does not compile. */
export type BlockRenderers<Out, Context> = { [T in BlockType]: (block: BlockOf<T>, context: Context) => Out }
