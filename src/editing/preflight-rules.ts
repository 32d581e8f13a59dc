/** What is looked at before a story goes out, and how grave each of it is unless the publisher says otherwise. */
export const severities = ['blocking', 'warning', 'off'] as const
export type Severity = (typeof severities)[number]

export const preflightRules = {
  'headline-missing': 'blocking',
  'headline-long': 'warning',
  'standfirst-missing': 'warning',
  'byline-missing': 'warning',
  'topic-missing': 'warning',
  'story-empty': 'blocking',
  'alt-missing': 'blocking',
  'caption-missing': 'warning',
  'credit-missing': 'warning',
  'file-gone': 'blocking',
  'picture-unready': 'blocking',
  'related-dead': 'warning',
  'link-dead': 'warning',
  'embed-still': 'warning',
  'quote-speaker': 'warning',
  'disclosure-missing': 'warning',
  'heading-order': 'warning',
  'html-removed': 'warning',
  'html-coloured': 'warning',
  'import-note': 'blocking',
  'poll-gone': 'blocking',
  'left-out': 'blocking',
  'seo-description-long': 'warning',
} as const satisfies Record<string, Severity>

export type PreflightRule = keyof typeof preflightRules

export function isPreflightRule(name: string): name is PreflightRule {
  return Object.hasOwn(preflightRules, name)
}

/** What the desk offers to do about a finding. */
export type Mend =
  /** Writes in this part of the block, or in this field. */
  | { kind: 'write'; part: string }
  | { kind: 'mark-decorative' }
  | { kind: 'remove-block' }
  | { kind: 'remove-link'; href: string }
  | { kind: 'fetch-still'; url: string }
  | { kind: 'set-level'; level: 2 | 3 | 4 }
  /** Takes this tone, when somebody has looked at what the import could not read. */
  | { kind: 'set-tone'; tone: 'note' }
  | { kind: 'replace-html'; html: string }

export type Finding = {
  rule: PreflightRule
  severity: Exclude<Severity, 'off'>
  /** Where: a block, with the picture of a gallery that is meant; or a field. Neither: the story as a whole. */
  blockId?: string
  picture?: number
  field?: string
  /** The arguments of the message of this rule, in all languages. */
  values: Record<string, string | number>
  mend?: Mend
}
