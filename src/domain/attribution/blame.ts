import { isNovel, type LogShape } from './log-shape.ts';
import type { BlamedService, CallEdge, CaseEvidence } from './model.ts';
import type { ServiceNames } from './service-name.ts';
import { type Shift, STRENGTH_MOST } from './shift.ts';
import type { TraceBlame } from './trace-blame.ts';

/** What each sort of evidence counts where it is there: traces see the path, logs the place, series the order; who is paged says little. */
const TRUST = { trace: 0.35, log: 0.3, metric: 0.2, alert: 0.15 } as const;
/** A service that says that another failed passes most of it on. */
const PASSED_ON = 0.8;
/** Later shifts are more likely effects. */
const FOLLOWING_MS = 5 * 60_000;

/** How likely the fault lies in each service, likeliest first; empty where nothing tells. */
export function blameServices(
  evidence: CaseEvidence,
  seen: {
    readonly traces: TraceBlame;
    readonly shapes: readonly LogShape[];
    readonly shifts: readonly Shift[];
    readonly names: ServiceNames;
  },
): BlamedService[] {
  const views = [
    { kind: 'trace', shares: seen.traces.shares, says: 'its spans fail and no callee explains it' },
    {
      kind: 'log',
      shares: logShares(evidence, seen.shapes, seen.names),
      says: 'new errors are logged by it or name it',
    },
    { kind: 'metric', shares: metricShares(evidence, seen.shifts), says: 'its series shifted first' },
    { kind: 'alert', shares: alertShares(evidence), says: 'its alert fired' },
  ] as const;
  const there = views.filter(({ shares }) => shares.size > 0);
  const whole = there.reduce((sum, { kind }) => sum + TRUST[kind], 0);
  const sums = new Map<string, { share: number; reasons: string[] }>();
  for (const { kind, shares, says } of there) {
    for (const [service, share] of shares) {
      const one = sums.get(service) ?? { share: 0, reasons: [] };
      one.share += (TRUST[kind] / whole) * share;
      if (share > 0.2) one.reasons.push(says);
      sums.set(service, one);
    }
  }
  return [...sums]
    .map(([service, one]) => ({ service, ...one }))
    .sort((a, b) => b.share - a.share || (a.service < b.service ? -1 : 1));
}

function logShares(
  { patterns }: CaseEvidence,
  shapes: readonly LogShape[],
  names: ServiceNames,
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  const told = [
    ...shapes.filter(isNovel).map((shape) => ({ ...shape, text: shape.example.message })),
    ...patterns.filter(isNovel).map((pattern) => ({ ...pattern, text: pattern.signature })),
  ];
  for (const { service, severity, count, text } of told) {
    if (severity === 'info') continue;
    const weight = Math.log1p(count) * (severity === 'error' ? 1 : 0.6);
    const named = names.inText(text).filter((other) => other !== service);
    const passed = named.length > 0 ? PASSED_ON * weight : 0;
    sums.set(service, (sums.get(service) ?? 0) + weight - passed);
    for (const other of named) sums.set(other, (sums.get(other) ?? 0) + passed / named.length);
  }
  return normalised(sums);
}

/** A stated onset of a service is a shift that somebody else found. */
function metricShares({ onsets }: CaseEvidence, shifts: readonly Shift[]): ReadonlyMap<string, number> {
  const stated = onsets.flatMap(({ service, at }) =>
    service === null ? [] : [{ service, at, strength: STRENGTH_MOST }],
  );
  const all = [...shifts, ...stated];
  const first = all.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const best = new Map<string, number>();
  for (const { service, at, strength } of all) {
    const weight = strength * Math.exp((first - at) / FOLLOWING_MS);
    best.set(service, Math.max(best.get(service) ?? 0, weight));
  }
  return normalised(best);
}

function alertShares({ alert }: CaseEvidence): ReadonlyMap<string, number> {
  return alert === null || alert.service === '' ? new Map() : new Map([[alert.service, 1]]);
}

function normalised(sums: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const whole = [...sums.values()].reduce((sum, weight) => sum + weight, 0);
  return whole > 0 ? new Map([...sums].map(([service, weight]) => [service, weight / whole])) : new Map();
}

/** A caller may break what it calls, by load, deadlines and payloads; a callee fails through what calls it, and is then blamed itself. */
const FROM_CALLER = 0.25;
const FROM_CALLEE = 0.1;
/** So much of the blame is enough to say that the evidence points there. */
const BLAMED = 0.2;
const LEAST = 0.15;
const MOST = 5;

/**
 * How many times likelier a change of this service is the cause: its share of the blame and part of its callees' and callers', by
 * its share of the candidates, so that a service that is changed often is no guiltier for it. 1 where nothing tells; kept within
 * [0.15, 5].
 */
export function serviceRatio(
  service: string | null,
  about: {
    readonly blamed: readonly BlamedService[];
    readonly calls: readonly CallEdge[];
    /** Share of the candidates, in (0, 1]. */
    readonly candidateShare: number;
  },
): { readonly ratio: number; readonly isBlamed: boolean } {
  if (service === null || about.blamed.length === 0) return { ratio: 1, isBlamed: false };
  const shareOf = (name: string) => about.blamed.find((one) => one.service === name)?.share ?? 0;
  const callees = new Set(about.calls.filter(({ caller }) => caller === service).map(({ callee }) => callee));
  const callers = new Set(about.calls.filter(({ callee }) => callee === service).map(({ caller }) => caller));
  const near =
    FROM_CALLER * sum([...callees].map(shareOf)) +
    FROM_CALLEE * sum([...callers].filter((one) => !callees.has(one)).map(shareOf));
  return {
    ratio: Math.min(MOST, Math.max(LEAST, (shareOf(service) + near) / about.candidateShare)),
    isBlamed: shareOf(service) >= BLAMED,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
