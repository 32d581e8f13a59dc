/** How much work a drawing may demand, counted before anything is drawn. */
export const maxSvgBytes = 5_000_000
export const deepestSvg = 200

const maxSteps = 50_000
const maxLetters = 20_000
const maxMatches = 2_000_000
const longestValue = 1_000_000
const longestSide = 32_767
const longestChain = 200

/** Steps of drawing that an element stands for: a filter goes over the whole canvas, a picture is unpacked again. */
function stepsOf(element: string): number {
  if (element === 'image') return 1_000
  return /^fe(?!Func|MergeNode)/u.test(element) ? 100 : 1
}

/** What an element and those in it take, and which others they have drawn by reference. */
type Part = { steps: number; within: Part[]; references: string[] }

export type SvgTally = {
  /** Each returns what is too much, in words; undefined while it is not. */
  open(element: string, attributes: readonly { local: string; value: string }[]): string | undefined
  close(): void
  text(letters: number): string | undefined
  style(css: string): void
  /** To be asked at the end: what references make of the whole. */
  total(): string | undefined
}

export function openSvgTally(): SvgTally {
  const root: Part = { steps: 0, within: [], references: [] }
  const named = new Map<string, Part[]>()
  const above: Part[] = []
  let here = root
  let [steps, elements, letters, rules] = [0, 0, 0, 0]
  return {
    open(element, attributes) {
      above.push(here)
      const id = attributes.find(({ local }) => local === 'id')?.value
      if (id !== undefined) here = partIn(here, named, id)
      here.steps += stepsOf(element)
      steps += stepsOf(element)
      elements++
      for (const { value } of attributes) here.references.push(...referencesIn(value))
      if (steps > maxSteps) return `has more than ${maxSteps.toLocaleString('en')} parts`
      return above.length === 1
        ? sideFault(attributes)
        : attributes.map(({ local, value }) => lengthFault(local, value)).find((fault) => fault !== undefined)
    },
    close() {
      here = above.pop() ?? root
    },
    text(more) {
      letters += more
      here.steps += more / 4
      return letters > maxLetters ? `has more than ${maxLetters.toLocaleString('en')} letters` : undefined
    },
    style(css) {
      rules += css.split('{').length - 1
      // Once: to how many elements it applies is known to the renderer alone, whose time is limited.
      root.references.push(...referencesIn(css))
    },
    total() {
      if (rules * elements > maxMatches)
        return `has ${rules} rules of style for ${elements} elements, which is too much to match`
      return stepsWith(root, named, new Map()) > maxSteps
        ? `repeats its parts more than ${maxSteps.toLocaleString('en')} times`
        : undefined
    },
  }
}

function partIn(here: Part, named: Map<string, Part[]>, id: string): Part {
  const part: Part = { steps: 0, within: [], references: [] }
  here.within.push(part)
  named.set(id, [...(named.get(id) ?? []), part])
  return part
}

/** `#a` as a whole (use, pattern, gradient), and `url(#a)` within (fill, mask, filter). */
function referencesIn(value: string): string[] {
  if (value.startsWith('#')) return [value.slice(1).trim()]
  return value.includes('#') ? [...value.matchAll(/url\(["']?#([^"')]{1,200})/giu)].map((match) => match[1] ?? '') : []
}

/** A part that refers to itself is drawn by nobody; a chain beyond all reason counts as without end. */
function stepsWith(
  part: Part,
  named: ReadonlyMap<string, readonly Part[]>,
  known: Map<Part, number>,
  depth = 0,
): number {
  const before = known.get(part)
  if (before !== undefined) return before
  if (depth > longestChain) return Infinity
  known.set(part, 0)
  let sum = part.steps
  for (const inner of part.within) sum += stepsWith(inner, named, known, depth + 1)
  for (const id of part.references)
    for (const other of named.get(id) ?? []) sum += stepsWith(other, named, known, depth + 1)
  known.set(part, sum)
  return sum
}

function lengthFault(name: string, value: string): string | undefined {
  return value.length > longestValue && name !== 'href'
    ? `has an attribute ${name} of ${value.length} letters`
    : undefined
}

function sideFault(attributes: readonly { local: string; value: string }[]): string | undefined {
  const side = attributes.find(
    ({ local, value }) => (local === 'width' || local === 'height') && Number.parseFloat(value) > longestSide,
  )
  return side && `says that its ${side.local} is ${side.value.slice(0, 30)}`
}
