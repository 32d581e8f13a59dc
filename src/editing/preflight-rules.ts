/** What is checked before a story goes out, and how serious each finding is unless the publisher says otherwise. */
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

/** The fix that the desk offers for a finding. */
export type Mend =
  /** Write in this part of the block, or in this field. */
  | { kind: 'write'; part: string }
  | { kind: 'mark-decorative' }
  | { kind: 'remove-block' }
  | { kind: 'remove-link'; href: string }
  | { kind: 'fetch-still'; url: string }
  | { kind: 'set-level'; level: 2 | 3 | 4 }
  /** Set this tone, once somebody has looked at what the import could not read. */
  | { kind: 'set-tone'; tone: 'note' }
  | { kind: 'replace-html'; html: string }

export type Finding = {
  rule: PreflightRule
  severity: Exclude<Severity, 'off'>
  /** Where: a block (and which picture of a gallery), or a field. Neither: the story as a whole. */
  blockId?: string
  picture?: number
  field?: string
  /** The arguments of this rule's message, in every language. */
  values: Record<string, string | number>
  mend?: Mend
}
