import { html, type Markup } from '../../kit/markup.ts'
import { formatBytes, formatNumber } from '../../kit/times.ts'
import { onwardLink, scrollingTable, tableRow } from '../../layout/views/elements.ts'
import { wordsOf } from '../../layout/words.ts'
import type { StartState, Summary, ImportProgress } from './start.ts'

type Of<S extends StartState['step']> = Extract<StartState, { step: S }>
type Limits = { exportBytes: number; mediaBytes: number }
export type StartView = { state: StartState; language: string; name: string; isDemo: boolean; limits: Limits }

/** The page as it stands; its inner part alone is sent again to followers. */
export function startPage(view: StartView): Markup {
  const events = follows(view.state) && html`data-events="/-/start/events"`
  return html`<div class="start-desk" data-step="${view.state.step}" ${events}>${startState(view)}</div>`
}

export function startState({ state, language, name, isDemo, limits }: StartView): Markup {
  if (state.step === 'collecting') return collecting(state, limits, isDemo, language)
  if (state.step === 'importing' || state.step === 'moving') return underway(state, language)
  if (state.step === 'ready') return ready(state, language)
  if (state.step === 'done') return done(state, name, language)
  const { title, text, beside } = wordsOf(language).arrival.taken
  return startHead(title, html`<p>${text}</p>${isDemo && html`<p>${beside}</p>`}`)
}

function startHead(title: string, content: Markup): Markup {
  return html`<div class="start-head"><h1>${title}</h1>${content}</div>`
}

/** What goes on by itself, and is followed by a script or by asking again. */
export function follows({ step }: StartState): boolean {
  return step === 'importing' || step === 'moving'
}

function collecting({ files, fault }: Of<'collecting'>, limits: Limits, isDemo: boolean, language: string): Markup {
  const says = wordsOf(language).arrival.collecting
  const hasFiles = (files.export ?? files.media) !== undefined
  return html`${startHead(says.title, html`<p>${says.text}</p>`)}
${faultNote(fault, language)}
<form class="start-form" method="post" action="/-/start/files" enctype="multipart/form-data"
data-sending="${says.sending('%')}" data-again="${says.again}" data-failed="${says.failed}">
${exportField(files.export, limits, language)}
${mediaField(files.media, limits, language)}
<p class="start-fetch"><label><input type="checkbox" name="fetch" value="yes"> ${says.fetch}</label></p>
<p class="start-actions"><button>${says.button}</button><span class="start-drop quiet" hidden>${says.drop}</span></p>
<div class="start-sending" hidden><p class="status" role="status"></p>
<progress max="1" value="0" aria-label="${says.sending('')}"></progress></div>
</form>
${hasFiles && discardForm(says.discard)}
${isDemo && emptyPaper(language)}`
}

function exportField(arrived: Arrived | undefined, limits: Limits, language: string): Markup {
  const { export: label, exportHelp } = wordsOf(language).arrival.collecting
  const help = exportHelp(formatBytes(limits.exportBytes, language))
  const isNeeded = arrived === undefined || arrived.received < arrived.bytes
  const accept = '.xml,text/xml,application/xml'
  return fileField({ part: 'export', label, help, accept, isNeeded }, arrived, language)
}

function mediaField(arrived: Arrived | undefined, limits: Limits, language: string): Markup {
  const { media: label, mediaHelp, optional } = wordsOf(language).arrival.collecting
  const help = mediaHelp(formatBytes(limits.mediaBytes, language))
  return fileField({ part: 'media', label, optional, help, accept: '.zip,application/zip' }, arrived, language)
}

/** Another way to start: with nothing, from the command line. */
function emptyPaper(language: string): Markup {
  const says = wordsOf(language).arrival.collecting
  return html`<section class="start-other"><h2>${says.otherwise}</h2><p>${says.otherwiseText}</p>
<pre class="code" tabindex="0" dir="ltr"><code>npx crier init --name "Your Paper"</code></pre></section>`
}

function discardForm(label: string): Markup {
  return html`<form method="post" action="/-/start/discard"><button class="quiet-button">${label}</button></form>`
}

type Arrived = NonNullable<Of<'collecting'>['files']['export']>

type FileField = { part: string; label: string; help: string; accept: string; optional?: string; isNeeded?: boolean }

function fileField(
  { part, label, help, accept, optional, isNeeded }: FileField,
  arrived: Arrived | undefined,
  language: string,
): Markup {
  const described = arrived === undefined ? `help-${part}` : `help-${part} here-${part}`
  const hint = optional !== undefined && html` <span class="quiet">${optional}</span>`
  const required = isNeeded === true && html`required`
  return html`<div class="field"><label for="file-${part}">${label}${hint}</label>
<p class="help" id="help-${part}">${help}</p>
${arrived !== undefined && html`<p class="start-here" id="here-${part}">${arrivedWords(arrived, language)}</p>`}
<input type="file" id="file-${part}" name="${part}" accept="${accept}"
aria-describedby="${described}" ${required}></div>`
}

function arrivedWords({ name, received, bytes }: Arrived, language: string): string {
  const says = wordsOf(language).arrival.collecting
  const size = formatBytes(bytes, language)
  if (received === bytes) return says.here({ name, size })
  return says.partly({ name, received: formatBytes(received, language), size })
}

const phases = ['survey', 'media', 'stories'] as const

function underway({ step, progress, fault }: Of<'importing' | 'moving'>, language: string): Markup {
  const { importing: says, moving } = wordsOf(language).arrival
  const head = step === 'moving' ? moving : says
  const passes = phases.map((phase) => html`<li>${passOf(phase, progress, language)}</li>`)
  return html`${startHead(head.title, html`<p>${head.text}</p>`)}
${faultNote(fault, language)}
<div class="start-way">${(step === 'importing' || progress !== undefined) && html`<ol>${passes}</ol>`}</div>
<p class="onward without-script"><a href="/-/start">${says.refresh}</a></p>
${step === 'importing' && discardForm(says.discard)}`
}

/** One of the three passes: behind us, here, or to come. */
function passOf(phase: ImportProgress['phase'], progress: ImportProgress | undefined, language: string): Markup {
  const says = wordsOf(language).arrival.importing
  const { state, max, value } = progressOf(phase, progress, language)
  return html`<span class="start-phase">${says.phases[phase]}</span> <span class="quiet">${state}</span>
<progress aria-label="${says.phases[phase]}" max="${max}" value="${value}"></progress>`
}

function progressOf(phase: ImportProgress['phase'], progress: ImportProgress | undefined, language: string) {
  const says = wordsOf(language).arrival.importing
  const [reached, own] = [progress === undefined ? -1 : phases.indexOf(progress.phase), phases.indexOf(phase)]
  if (progress === undefined || own > reached) return { state: says.waits, max: 1, value: 0 }
  if (own < reached) return { state: says.done, max: 1, value: 1 }
  const amount = (value: number) => (phase === 'survey' ? formatBytes(value, language) : formatNumber(value, language))
  const state = says.of({ done: amount(progress.done), total: amount(progress.total) })
  return { state, max: Math.max(1, progress.total), value: progress.done }
}

function ready({ summary, origin, fault }: Of<'ready'>, language: string): Markup {
  const { ready: says, report: reports } = wordsOf(language).arrival
  return html`${startHead(says.title(summary.site), html`<p>${says.text}</p>`)}
${faultNote(fault, language)}
<div class="start-actions"><form method="post" action="/-/start/adopt"><button>${says.adopt}</button></form>
<p class="help">${says.adoptHelp}</p></div>
<div class="start-show">
${frontFrame(origin, language)}
<div class="start-report">${summary.broken !== undefined && html`<p class="fault">${says.broken(summary.broken)}</p>`}
${report(summary, language)}
${onwardLink('/-/start/report', reports.whole)}</div>
</div>
<div class="start-away">${discardForm(says.discard)}<p class="help">${says.discardHelp}</p></div>`
}

function frontFrame(origin: string, language: string): Markup {
  const { frame, open } = wordsOf(language).arrival.ready
  return html`<figure class="start-front">
<div class="start-frame"><iframe src="${origin}/" title="${frame}"
sandbox="allow-scripts allow-same-origin allow-popups" loading="eager"></iframe></div>
<figcaption><a href="${origin}/" target="_blank" rel="noopener">${open}</a></figcaption></figure>`
}

function report({ counts, skipped, repaired, warnings, moreWarnings }: Summary, language: string): Markup {
  const says = wordsOf(language).arrival.report
  const number = (value: number) => formatNumber(value, language)
  const rows = counts.map((of) =>
    tableRow(kindName(of.kind, language), [number(of.read), number(of.brought), number(of.skipped)]),
  )
  return html`<h2>${says.title}</h2>
${scrollingTable(says.title, [says.kind, says.read, says.brought, says.skipped], rows)}
${repaired > 0 && html`<p class="quiet">${says.repaired(repaired)}</p>`}
<h3>${says.reasons}</h3>
${skipped.length === 0 ? html`<p>${says.nothingSkipped}</p>` : skippedList(skipped, language)}
${warnings.length > 0 && warningList(warnings, moreWarnings, language)}`
}

function kindName(kind: string, language: string): string {
  const names: Record<string, string> = wordsOf(language).arrival.report.kinds
  return names[kind] ?? kind
}

function skippedList(skipped: Summary['skipped'], language: string): Markup {
  const says = wordsOf(language).arrival.report
  const items = skipped.map(({ kind, reason, count, examples }) => {
    const names = examples.join('; ')
    const more = count - examples.length
    return html`<li><b>${kindName(kind, language)} (${formatNumber(count, language)})</b>
<span dir="auto">${reason}</span>
<span class="quiet" dir="auto">${more > 0 ? says.examples({ names, more }) : names}</span></li>`
  })
  return html`<ul class="start-skipped">${items}</ul>`
}

function warningList(warnings: readonly string[], more: number, language: string): Markup {
  const says = wordsOf(language).arrival.report
  const items = warnings.map((warning) => html`<li>${warning}</li>`)
  return html`<details class="start-warnings"><summary>${says.warnings(warnings.length + more)}</summary>
<ul>${items}</ul>${more > 0 && html`<p class="quiet">${says.moreWarnings(more)}</p>`}</details>`
}

function done({ reportFile }: Of<'done'>, name: string, language: string): Markup {
  const says = wordsOf(language).arrival.done
  return startHead(
    says.title(name),
    html`<p>${says.text}</p>
<p class="start-actions"><a class="start-button" href="/">${says.front}</a></p>
<p class="quiet">${says.report(reportFile)}</p><p class="quiet">${says.next}</p>`,
  )
}

function faultNote(fault: string | undefined, language: string): Markup | undefined {
  if (fault === undefined) return undefined
  return html`<div class="start-fault" role="alert">
<h2 class="label">${wordsOf(language).arrival.collecting.fault}</h2><p class="fault">${fault}</p></div>`
}
