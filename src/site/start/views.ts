import { html, type Markup } from '../../kit/markup.ts'
import { formatBytes, formatNumber } from '../../kit/times.ts'
import { wordsOf } from '../../layout/words.ts'
import type { StartState, Summary, Way } from './start.ts'

type Of<S extends StartState['step']> = Extract<StartState, { step: S }>
type Limits = { exportBytes: number; mediaBytes: number }
export type StartView = { state: StartState; language: string; name: string; isDemo: boolean; limits: Limits }

/** The page as it stands: the part inside is sent again, alone, to whoever follows. */
export function startPage(view: StartView): Markup {
  const { state } = view
  return html`<div class="start-desk" data-step="${state.step}" ${follows(state) && html`data-events="/-/start/events"`}>${startState(view)}</div>`
}

export function startState({ state, language, name, isDemo, limits }: StartView): Markup {
  if (state.step === 'collecting') return collecting(state, limits, isDemo, language)
  if (state.step === 'importing' || state.step === 'moving') return underway(state, language)
  if (state.step === 'ready') return ready(state, language)
  if (state.step === 'done') return done(state, name, language)
  const { title, text, beside } = wordsOf(language).arrival.taken
  return html`<div class="start-head"><h1>${title}</h1><p>${text}</p>${isDemo && html`<p>${beside}</p>`}</div>`
}

/** What goes on by itself, and is followed by a script or by asking again. */
export function follows({ step }: StartState): boolean {
  return step === 'importing' || step === 'moving'
}

function collecting({ files, fault }: Of<'collecting'>, limits: Limits, isDemo: boolean, language: string): Markup {
  const says = wordsOf(language).arrival.collecting
  const isNeeded = files.export === undefined || files.export.received < files.export.bytes
  return html`<div class="start-head"><h1>${says.title}</h1><p>${says.text}</p></div>
${faultNote(fault, language)}
<form class="start-form" method="post" action="/-/start/files" enctype="multipart/form-data" data-sending="${says.sending('%')}" data-again="${says.again}" data-failed="${says.failed}">
${fileField({ part: 'export', label: says.export, help: says.exportHelp(formatBytes(limits.exportBytes, language)), accept: '.xml,text/xml,application/xml', isNeeded }, files.export, language)}
${fileField({ part: 'media', label: says.media, optional: says.optional, help: says.mediaHelp(formatBytes(limits.mediaBytes, language)), accept: '.zip,application/zip' }, files.media, language)}
<p class="start-fetch"><label><input type="checkbox" name="fetch" value="yes"> ${says.fetch}</label></p>
<p class="start-actions"><button>${says.button}</button><span class="start-drop quiet" hidden>${says.drop}</span></p>
<div class="start-sending" hidden><p class="status" role="status"></p><progress max="1" value="0" aria-label="${says.sending('')}"></progress></div>
</form>
${(files.export ?? files.media) !== undefined && html`<form method="post" action="/-/start/discard"><button class="quiet-button">${says.discard}</button></form>`}
${isDemo && html`<section class="start-other"><h2>${says.otherwise}</h2><p>${says.otherwiseText}</p><pre class="code" tabindex="0" dir="ltr"><code>npx crier init --name "Your Paper"</code></pre></section>`}`
}

type Arrived = NonNullable<Of<'collecting'>['files']['export']>

type FileField = { part: string; label: string; help: string; accept: string; optional?: string; isNeeded?: boolean }

function fileField(
  { part, label, help, accept, optional, isNeeded }: FileField,
  arrived: Arrived | undefined,
  language: string,
): Markup {
  const says = wordsOf(language).arrival.collecting
  const size = (bytes: number) => formatBytes(bytes, language)
  return html`<div class="field"><label for="file-${part}">${label}${optional !== undefined && html` <span class="quiet">${optional}</span>`}</label><p class="help" id="help-${part}">${help}</p>
${arrived !== undefined && html`<p class="start-here" id="here-${part}">${arrived.received === arrived.bytes ? says.here({ name: arrived.name, size: size(arrived.bytes) }) : says.partly({ name: arrived.name, received: size(arrived.received), size: size(arrived.bytes) })}</p>`}
<input type="file" id="file-${part}" name="${part}" accept="${accept}" aria-describedby="help-${part}${arrived !== undefined ? ` here-${part}` : ''}" ${isNeeded === true && html`required`}></div>`
}

const phases = ['survey', 'media', 'stories'] as const

function underway({ step, way, fault }: Of<'importing' | 'moving'>, language: string): Markup {
  const { importing: says, moving } = wordsOf(language).arrival
  const head = step === 'moving' ? moving : says
  return html`<div class="start-head"><h1>${head.title}</h1><p>${head.text}</p></div>
${faultNote(fault, language)}
<div class="start-way">${(step === 'importing' || way !== undefined) && html`<ol>${phases.map((phase) => html`<li>${stretch(phase, way, language)}</li>`)}</ol>`}</div>
<p class="onward without-script"><a href="/-/start">${says.refresh}</a></p>
${step === 'importing' && html`<form method="post" action="/-/start/discard"><button class="quiet-button">${says.discard}</button></form>`}`
}

/** One of the three passes: behind us, here, or to come. */
function stretch(phase: Way['phase'], way: Way | undefined, language: string): Markup {
  const says = wordsOf(language).arrival.importing
  const [at, own] = [way === undefined ? -1 : phases.indexOf(way.phase), phases.indexOf(phase)]
  const amount = (value: number) => (phase === 'survey' ? formatBytes(value, language) : formatNumber(value, language))
  const isHere = way !== undefined && own === at
  const state = isHere
    ? says.of({ done: amount(way.done), total: amount(way.total) })
    : own < at
      ? says.done
      : says.waits
  return html`<span class="start-phase">${says.phases[phase]}</span> <span class="quiet">${state}</span><progress aria-label="${says.phases[phase]}" max="${isHere ? Math.max(1, way.total) : 1}" value="${isHere ? way.done : own < at ? 1 : 0}"></progress>`
}

function ready({ summary, origin, fault }: Of<'ready'>, language: string): Markup {
  const { ready: says, report: reports } = wordsOf(language).arrival
  return html`<div class="start-head"><h1>${says.title(summary.site)}</h1><p>${says.text}</p></div>
${faultNote(fault, language)}
<div class="start-actions"><form method="post" action="/-/start/adopt"><button>${says.adopt}</button></form><p class="help">${says.adoptHelp}</p></div>
<div class="start-show">
<figure class="start-front"><div class="start-frame"><iframe src="${origin}/" title="${says.frame}" sandbox="allow-scripts allow-same-origin allow-popups" loading="eager"></iframe></div>
<figcaption><a href="${origin}/" target="_blank" rel="noopener">${says.open}</a></figcaption></figure>
<div class="start-report">${summary.broken !== undefined && html`<p class="fault">${says.broken(summary.broken)}</p>`}${report(summary, language)}
<p class="onward"><a href="/-/start/report">${reports.whole}</a></p></div>
</div>
<div class="start-away"><form method="post" action="/-/start/discard"><button class="quiet-button">${says.discard}</button></form><p class="help">${says.discardHelp}</p></div>`
}

function report({ counts, skipped, repaired, warnings, moreWarnings }: Summary, language: string): Markup {
  const says = wordsOf(language).arrival.report
  const names: Record<string, string> = says.kinds
  const nameOf = (kind: string) => names[kind] ?? kind
  const number = (value: number) => formatNumber(value, language)
  return html`<h2>${says.title}</h2>
<div class="table-scroll" tabindex="0" role="region" aria-label="${says.title}"><table><thead><tr><th scope="col">${says.kind}</th><th scope="col">${says.read}</th><th scope="col">${says.brought}</th><th scope="col">${says.skipped}</th></tr></thead>
<tbody>${counts.map(({ kind, read, brought, skipped: left }) => html`<tr><th scope="row">${nameOf(kind)}</th><td>${number(read)}</td><td>${number(brought)}</td><td>${number(left)}</td></tr>`)}</tbody></table></div>
${repaired > 0 && html`<p class="quiet">${says.repaired(repaired)}</p>`}
<h3>${says.reasons}</h3>
${skipped.length === 0 ? html`<p>${says.nothingSkipped}</p>` : html`<ul class="start-skipped">${skipped.map(({ kind, reason, count, examples }) => html`<li><b>${nameOf(kind)} (${number(count)})</b> <span dir="auto">${reason}</span> <span class="quiet" dir="auto">${count > examples.length ? says.examples({ names: examples.join('; '), more: count - examples.length }) : examples.join('; ')}</span></li>`)}</ul>`}
${warnings.length > 0 && html`<details class="start-warnings"><summary>${says.warnings(warnings.length + moreWarnings)}</summary><ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>${moreWarnings > 0 && html`<p class="quiet">${says.moreWarnings(moreWarnings)}</p>`}</details>`}`
}

function done({ reportFile }: Of<'done'>, name: string, language: string): Markup {
  const says = wordsOf(language).arrival.done
  return html`<div class="start-head"><h1>${says.title(name)}</h1><p>${says.text}</p><p class="start-actions"><a class="start-button" href="/">${says.front}</a></p><p class="quiet">${says.report(reportFile)}</p><p class="quiet">${says.next}</p></div>`
}

function faultNote(fault: string | undefined, language: string): Markup | undefined {
  return fault === undefined
    ? undefined
    : html`<div class="start-fault" role="alert"><h2 class="label">${wordsOf(language).arrival.collecting.fault}</h2><p class="fault">${fault}</p></div>`
}
