/** Ordered pure rules over one input. All of them run, which shows the decider every reason, not just the first. */
export type Finding<Verdict extends string> = { verdict: Verdict; detail?: string }
/** Undefined: the rule has nothing to say. A rule that lacks its signal abstains in the same way. */
export type Rule<Input, Verdict extends string> = { name: string; check(input: Input): Finding<Verdict> | undefined }
export type Reason<Verdict extends string> = { rule: string; verdict: Verdict | 'abstained'; detail: string }

/**
 * The strongest verdict found, with every rule's reason in the order of the rules. `strength` lists the verdicts from
 * weakest to strongest; its first stands when no rule speaks. A rule that throws abstains, and says so.
 */
export function runRules<Input, Verdict extends string>(
  rules: readonly Rule<Input, Verdict>[],
  input: Input,
  strength: readonly [Verdict, ...Verdict[]],
): { verdict: Verdict; reasons: Reason<Verdict>[] } {
  const reasons: Reason<Verdict>[] = []
  let strongest = 0
  for (const rule of rules) {
    const finding = tried(rule, input)
    if (finding === undefined) continue
    reasons.push({ rule: rule.name, verdict: finding.verdict, detail: finding.detail ?? '' })
    if (finding.verdict !== 'abstained') strongest = Math.max(strongest, strength.indexOf(finding.verdict))
  }
  return { verdict: strength[strongest] ?? strength[0], reasons }
}

function tried<Input, Verdict extends string>(
  rule: Rule<Input, Verdict>,
  input: Input,
): Finding<Verdict | 'abstained'> | undefined {
  try {
    return rule.check(input)
  } catch (error) {
    return { verdict: 'abstained', detail: error instanceof Error ? error.message : String(error) }
  }
}
