import type { ListItem } from 'mdast'
import type { ContainerDirective, LeafDirective } from 'mdast-util-directive'
import { hash } from 'node:crypto'
import type { DraftOf } from '../document-ids.ts'
import { inlineText } from '../render/text.ts'
import type { Faults } from './faults.ts'
import { parseTime } from './front-matter.ts'
import type { Gathered } from './gathered.ts'
import { readInlines } from './inlines.ts'
import type { OptionPicture, StoryPoll } from './story.ts'

const policies: readonly StoryPoll['results'][] = ['always', 'after-vote', 'after-close', 'staff']
const electorates: readonly StoryPoll['who'][] = ['anyone', 'confirmed', 'list']
const maxOption = 140

/**
 * `:::poll{question="…"}` with its options as a list defines a poll; `::poll{id=…}` places one that is there. A poll
 * that other stories place, or whose story may get another address, is given an id.
 */
export function readPoll(node: Directive, attributes: Record<string, string>, gathered: Gathered): DraftOf<'poll'>[] {
  const { faults } = gathered
  const { question } = attributes
  const id = attributes.id ?? (question === undefined ? '' : unnamedId(gathered))
  if (attributes.wordpress !== undefined) {
    const number = attributes.wordpress === 'latest' ? 'latest' : Number(attributes.wordpress)
    return [{ type: 'poll', wordpress: { id: number, results: attributes.results === 'only' } }]
  }
  if (!id || !/^[a-z0-9][a-z0-9-]{0,60}$/u.test(id)) {
    faults.add(node, 'a poll needs an id of lower-case words and hyphens, such as id=bridge-hours')
    return []
  }
  if (question !== undefined) gathered.polls.push(definitionOf(node, { id, question }, attributes, gathered))
  return [{ type: 'poll', poll: id }]
}

type Directive = ContainerDirective | LeafDirective

function definitionOf(
  node: Directive,
  { id, question }: { id: string; question: string },
  attributes: Record<string, string>,
  { faults, now }: Gathered,
): StoryPoll {
  const items = readOptions(node, id, faults)
  const time = (name: 'opens' | 'closes') => {
    const value = attributes[name]
    const at = value === undefined ? null : parseTime(value, now)
    if (at === undefined)
      faults.add(node, `${name}="${value}": write a time such as 2026-11-20T06:30:00Z, or one from now such as +2d`)
    return at ?? null
  }
  const [minChoices, maxChoices] = [wholeNumber(attributes.min), wholeNumber(attributes.choose)]
  const isPossible = minChoices !== undefined && maxChoices !== undefined && minChoices <= maxChoices
  if (!isPossible || maxChoices > Math.max(items.length, 1))
    faults.add(node, `the poll "${id}": choose and min are numbers from 1 to that of its options`)
  const results = policies.find((policy) => policy === (attributes.results ?? 'always'))
  if (results === undefined) faults.add(node, `results="${attributes.results}": it is one of ${policies.join(', ')}`)
  const who = electorates.find((electorate) => electorate === (attributes.who ?? 'anyone'))
  if (who === undefined) faults.add(node, `who="${attributes.who}": it is one of ${electorates.join(', ')}`)
  const hiddenUntil = /^\d{1,9}$/u.test(attributes.hidden ?? '0') ? Number(attributes.hidden ?? 0) : undefined
  if (hiddenUntil === undefined)
    faults.add(node, `hidden="${attributes.hidden}": it is the number of votes from which on the result is shown`)
  return {
    key: id,
    question,
    options: items.map(({ label }) => label),
    ...(items.some(({ picture }) => picture !== null) && { pictures: items.map(({ picture }) => picture) }),
    minChoices: minChoices ?? 1,
    maxChoices: maxChoices ?? 1,
    opensAt: time('opens'),
    closesAt: time('closes'),
    results: results ?? 'always',
    rotates: isOn(attributes.rotate),
    hiddenUntil: hiddenUntil ?? 0,
    mayChange: isOn(attributes.change),
    who: who ?? 'anyone',
  }
}

type Option = { label: string; picture: OptionPicture | null }

function readOptions(node: Directive, id: string, faults: Faults): Option[] {
  const list = node.type === 'containerDirective' ? node.children.find((child) => child.type === 'list') : undefined
  const options = list?.children.map((item) => readOption(item, faults)) ?? []
  if (options.length < 2 || options.length > 20)
    faults.add(node, `the poll "${id}" has ${options.length} options: 2 to 20 stand below it as a list`)
  for (const { label } of options) {
    const fault = label === '' ? 'empty' : `longer than ${maxOption} characters`
    if (label === '' || [...label].length > maxOption) faults.add(node, `an option of the poll "${id}" is ${fault}`)
  }
  for (const { label, picture } of options)
    if (picture?.alt === '')
      faults.add(
        node,
        `the picture of "${label}" in the poll "${id}" ` +
          `needs words for readers who cannot see it: ![words](${picture.src})`,
      )
  return options
}

/**
 * From the story's slug and the poll's place in it, so that publishing the file again finds the same poll. A slug that
 * cannot be an id (long, or in another script) is identified by its hash.
 */
function unnamedId({ slug, polls }: Gathered): string {
  const isId = /^[a-z0-9][a-z0-9-]{0,49}$/u.test(slug)
  const story = isId ? slug : `story-${hash('sha256', slug, 'hex').slice(0, 12)}`
  return polls.length === 0 ? `${story}-poll` : `${story}-poll-${polls.length + 1}`
}

/** `- ![A container ship](ship.jpg) Ships`: a picture may stand before the words. */
function readOption(item: ListItem, faults: Faults): Option {
  const [first, ...others] = item.children
  const [image, ...words] = first?.type === 'paragraph' ? first.children : []
  const isPictured = image?.type === 'image'
  const paragraphs =
    first?.type === 'paragraph' && isPictured ? [{ ...first, children: words }, ...others] : item.children
  const label = paragraphs
    .map((child) => (child.type === 'paragraph' ? inlineText(readInlines(child.children, faults)) : ''))
    .join(' ')
    .trim()
  return { label, picture: isPictured ? { src: image.url, alt: (image.alt ?? '').trim() } : null }
}

/** Named without a value, or with any but no. */
function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== 'no'
}

function wholeNumber(value: string | undefined): number | undefined {
  if (value === undefined) return 1
  return /^\d{1,2}$/u.test(value) && Number(value) >= 1 ? Number(value) : undefined
}
