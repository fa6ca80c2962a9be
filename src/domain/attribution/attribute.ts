import type { Instant } from '../../kernel/index.ts';
import { controlReason, interventionReason } from './act.ts';
import { blameServices } from './blame.ts';
import { contentReasons } from './content-reason.ts';
import { editOf } from './edit.ts';
import { externalReasons } from './external.ts';
import { kindReason } from './kind.ts';
import { logShapes } from './log-shape.ts';
import { matchMechanisms } from './mechanism.ts';
import type { Attribution, AttributionReason, CandidateChange, CaseEvidence } from './model.ts';
import { onsetsOf } from './onset.ts';
import { placeReasons } from './place-reason.ts';
import { serviceNames, serviceWords } from './service-name.ts';
import { type AttributionSetting, DEFAULT_ATTRIBUTION } from './setting.ts';
import { type Shift, shiftOf } from './shift.ts';
import { symptomOf } from './symptom.ts';
import { matchTexts } from './text-match.ts';
import { blameTraces } from './trace-blame.ts';
import { type Told, weigh } from './weigh.ts';
import { wordsOf } from './word.ts';

/** More candidates than this are no list of suspects; those nearest before the onset are kept. */
export const CANDIDATES_MOST = 1_000;
/** More series than this are not asked. */
export const SERIES_MOST = 2_000;
/** More lines than this are a sample of the same. */
export const LOGS_MOST = 200_000;

/**
 * Who may have done it: a distribution over the candidates, none of them, and unknown, with the reasons for every part. The same
 * evidence gives the same answer, in whatever order it is listed.
 */
export function attribute(given: CaseEvidence, setting: AttributionSetting = DEFAULT_ATTRIBUTION): Attribution {
  const evidence = bounded(given);
  const shifts = evidence.series.flatMap((series) => shiftOf(series) ?? []).sort(byStrength);
  const rough = onsetsOf(evidence, { shifts, shapes: [], setting });
  const shapes = logShapes(evidence.logs, usualUntil(evidence, rough[0]?.at ?? null));
  const onsets = onsetsOf(evidence, { shifts, shapes, setting });
  const traces = blameTraces(evidence.spans, onsets[0]?.at ?? null);
  const services = servicesOf(evidence);
  const names = serviceNames(services);
  const blamed = blameServices(evidence, { traces, shapes, shifts, names });
  const symptom = symptomOf(evidence, {
    shapes,
    shifts,
    failing: traces.failing,
    serviceWords: new Set(
      services.flatMap((service) => [...serviceWords(service), service.toLowerCase()].flatMap(wordsOf)),
    ),
  });
  const edits = evidence.candidates.map(editOf);
  const places = placeReasons(evidence.candidates, {
    evidence,
    onsets,
    blamed,
    calls: [...evidence.calls, ...traces.calls],
    names,
    services: services.length,
    setting,
  });
  const isEarlier = places.map(({ reasons }) => !reasons.some(({ code }) => code === 'after-onset'));
  const texts = matchTexts(edits, symptom, isEarlier);
  const mechanisms = matchMechanisms(edits, symptom, isEarlier);
  const told = evidence.candidates.map((candidate, index): Told => {
    const place = places[index];
    return {
      candidate,
      service: place?.service ?? null,
      prior: place?.prior ?? 0,
      isReadable: edits[index]?.isReadable ?? false,
      reasons: [
        ...(place?.reasons ?? []),
        ...contentReasons({ edit: edits[index], text: texts[index], mechanism: mechanisms[index], setting }),
        ...[kindReason(candidate) ?? []].flat(),
        ...actReasons(candidate, evidence),
      ],
    };
  });
  const external = externalReasons(evidence, { shapes, shifts, onsets, symptom, failing: traces.failing, blamed });
  return { ...weigh(told, { evidence, external, onsets, setting }), onsets, services: blamed };
}

/** How long before the first rough estimate lines still count as usual. */
const MARGIN_MS = 60_000;
const WITHOUT_ONSET_MS = 30 * 60_000;

function usualUntil({ alert, logs }: CaseEvidence, rough: Instant | null): Instant {
  if (rough !== null && rough !== alert?.firedAt) return (rough - MARGIN_MS) as Instant;
  if (alert !== null) return (alert.firedAt - WITHOUT_ONSET_MS) as Instant;
  const times = logs.map(({ at }) => at).sort((a, b) => a - b);
  return times[times.length >> 1] ?? (0 as Instant);
}

function actReasons(candidate: CandidateChange, evidence: CaseEvidence): AttributionReason[] {
  return [
    ...evidence.controls.filter((one) => one.candidate === candidate.id).flatMap((one) => controlReason(one) ?? []),
    ...evidence.interventions
      .filter((one) => one.candidate === candidate.id)
      .flatMap((one) => interventionReason(one, evidence.series) ?? []),
  ];
}

function servicesOf(evidence: CaseEvidence): string[] {
  const all = [
    ...evidence.series,
    ...evidence.logs,
    ...evidence.patterns,
    ...evidence.spans,
    ...evidence.candidates,
    ...(evidence.alert === null ? [] : [evidence.alert]),
  ].map(({ service }) => service);
  const called = evidence.calls.flatMap(({ caller, callee }) => [caller, callee]);
  return [...new Set([...all, ...called])]
    .filter((service): service is string => service !== null && service !== '')
    .sort();
}

/** Limits, and an order of its own: what comes out must not hang on the order of what came in. */
function bounded(evidence: CaseEvidence): CaseEvidence {
  const until = evidence.alert?.firedAt ?? evidence.onsets[0]?.at ?? null;
  const candidates = [...new Map(evidence.candidates.map((one) => [one.id, one])).values()].sort(
    (a, b) => distance(a, until) - distance(b, until) || (a.id < b.id ? -1 : 1),
  );
  const logs = [...evidence.logs].sort(
    (a, b) => a.at - b.at || (a.service < b.service ? -1 : a.service > b.service ? 1 : 0),
  );
  const series = [...evidence.series].sort((a, b) => compare(a.service, b.service) || compare(a.metric, b.metric));
  return {
    ...evidence,
    candidates: candidates.slice(0, CANDIDATES_MOST),
    logs: logs.slice(-LOGS_MOST),
    series: series.slice(0, SERIES_MOST),
  };
}

/** Those after the incident come last. */
function distance({ effectiveAt, madeAt }: CandidateChange, until: Instant | null): number {
  const times = effectiveAt.length > 0 ? effectiveAt : madeAt === null ? [] : [madeAt];
  if (until === null || times.length === 0) return Number.MAX_SAFE_INTEGER;
  return Math.min(...times.map((at) => (at <= until ? until - at : (at - until) * 1_000)));
}

function byStrength(a: Shift, b: Shift): number {
  return b.strength - a.strength || a.at - b.at || compare(a.service, b.service) || compare(a.metric, b.metric);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
