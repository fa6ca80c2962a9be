import type {
  CandidateChange,
  CaseEvidence,
  LogLine,
  MetricSeries,
  TraceSpan,
} from '../../src/domain/attribution/index.ts';
import { type Instant, instant } from '../../src/kernel/index.ts';
import { seededRandom } from '../../src/statistics/index.ts';
import { type AttributionCase, NO_CHANGE } from './case.ts';
import { DOMAINS, type Domain, FAULTS, type Fault, HARMLESS, OUTSIDES, type Outside, rewording } from './scenario.ts';

/** Share of cases without a culprit among the candidates. */
const OUTSIDE_SHARE = 0.35;
const MINUTE = 60_000;
const START = Date.UTC(2031, 2, 4, 8, 0, 0);

interface Draw {
  readonly random: () => number;
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
  hex(): string;
}

/** Seeded cases with known truth: services in layers, one fault or none, a decoy deployed just before the onset, noise commits. */
export function syntheticCases(count: number, seed: number): AttributionCase[] {
  const draw = drawOf(seededRandom(seed));
  return Array.from({ length: count }, (_, index) => syntheticCase(draw, index));
}

function drawOf(random: () => number): Draw {
  const below = (limit: number) => Math.floor(random() * limit);
  return {
    random,
    below,
    pick: <T>(list: readonly T[]) => {
      const one = list[below(list.length)];
      if (one === undefined) throw new Error('nothing to pick from');
      return one;
    },
    hex: () => Array.from({ length: 40 }, () => below(16).toString(16)).join(''),
  };
}

function syntheticCase(draw: Draw, index: number): AttributionCase {
  const [origin, caller, other] = shuffled(draw, DOMAINS) as [Domain, Domain, Domain];
  const onset = instant(START + (150 + draw.below(200)) * MINUTE + draw.below(MINUTE));
  const outside = draw.random() < OUTSIDE_SHARE ? draw.pick(OUTSIDES) : null;
  const fault = outside === null ? draw.pick(FAULTS) : null;
  const what = (fault ?? outside) as Fault | Outside;
  const alerts = draw.random() < 0.6 ? caller : origin;
  const firedAt = instant(onset + (3 + draw.below(10)) * MINUTE);
  const culprit = fault === null ? null : culpritOf(draw, { fault, origin, onset });
  const decoys = [
    decoyOf(draw, draw.pick([alerts, origin, caller]), onset),
    decoyOf(draw, draw.pick([other, caller]), instant(onset - draw.below(60) * MINUTE)),
  ];
  if (draw.random() < 0.5) decoys.push(decoyOf(draw, origin, onset, rewording(what, origin)));
  const candidates = shuffled(draw, [
    ...(culprit === null ? [] : [culprit]),
    ...decoys,
    ...noise(draw, onset),
    ...flags(draw, onset),
  ]);
  const scene = { draw, origin, caller, other, onset, what };
  return {
    name: `synthetic-${index}-${what.name}`,
    truth: culprit?.id ?? NO_CHANGE,
    decoys: decoys.map(({ id }) => id),
    firstFailing: origin.service,
    gaps: [],
    evidence: {
      alert: {
        service: alerts.service,
        metric: what.metric,
        text: `${alerts.service} ${what.metric} above its threshold`,
        firedAt,
      },
      onsets: [],
      series: series(scene, fault?.isRamp ?? false),
      logs: logs(scene),
      patterns: [],
      spans: spans(scene),
      calls: [],
      candidates,
      controls: [],
      interventions: [],
      externals: [],
      asserted: [],
    } satisfies CaseEvidence,
  };
}

/** Deployed a log-normal time before the onset, median 8 minutes, one in a hundred above three hours; one in eight without record. */
function culpritOf(
  draw: Draw,
  { fault, origin, onset }: { readonly fault: Fault; readonly origin: Domain; readonly onset: Instant },
): CandidateChange {
  const lag = Math.min(170, Math.exp(Math.log(8) + 1.2 * normal(draw))) * MINUTE;
  const at = instant(onset - Math.max(20_000, lag));
  const isFlag = fault.kind === 'flag';
  const hasRecord = isFlag || draw.random() > 0.12;
  return {
    id: isFlag ? `flag:${fault.title(origin)}` : draw.hex(),
    kind: fault.kind,
    service: hasRecord ? origin.service : null,
    madeAt: isFlag ? at : instant(at - (1 + draw.below(40)) * MINUTE),
    effectiveAt: hasRecord ? [at] : [],
    title: fault.title(origin),
    files: isFlag ? [] : [fault.file(origin)],
    // A difference is sometimes not at hand.
    diff: draw.random() < 0.9 ? fault.diff(origin) : null,
  };
}

function decoyOf(draw: Draw, domain: Domain, before: Instant, edit = draw.pick(HARMLESS)(domain)): CandidateChange {
  const at = instant(before - (20_000 + draw.below(15 * MINUTE)));
  const { title, file, diff } = edit;
  return {
    id: draw.hex(),
    kind: 'code',
    service: domain.service,
    madeAt: instant(at - 5 * MINUTE),
    effectiveAt: [at],
    title,
    files: [file],
    diff,
  };
}

function noise(draw: Draw, onset: Instant): CandidateChange[] {
  return Array.from({ length: 8 + draw.below(30) }, (_, index) => {
    const domain = draw.pick(DOMAINS);
    const { title, file, diff } = draw.pick(HARMLESS)(domain);
    const at = instant(onset + (draw.below(240) - 170) * MINUTE);
    const isDeployed = index < 2;
    return {
      id: draw.hex(),
      kind: 'code' as const,
      service: isDeployed ? domain.service : null,
      madeAt: at,
      effectiveAt: isDeployed ? [instant(at + 2 * MINUTE)] : [],
      title,
      files: [file],
      diff: draw.random() < 0.5 ? diff : null,
    };
  });
}

function flags(draw: Draw, onset: Instant): CandidateChange[] {
  return Array.from({ length: 1 + draw.below(2) }, (_, index) => {
    const domain = draw.pick(DOMAINS);
    const at = instant(onset - (1 + draw.below(120)) * MINUTE);
    const title = `${draw.pick(['banner', 'typeahead', 'compact_view', `${domain.field}_hint`])}_${index} off->on`;
    return {
      id: `flag:${title}@${at}`,
      kind: 'flag' as const,
      service: domain.service,
      madeAt: at,
      effectiveAt: [at],
      title,
      files: [],
      diff: null,
    };
  });
}

interface Scene {
  readonly draw: Draw;
  readonly origin: Domain;
  readonly caller: Domain;
  readonly other: Domain;
  readonly onset: Instant;
  readonly what: Fault | Outside;
}

function series({ draw, origin, caller, other, onset, what }: Scene, isRamp: boolean): MetricSeries[] {
  const shapes = [
    { service: origin.service, metric: what.metric, delay: 0, factor: 8 },
    { service: caller.service, metric: 'http_5xx_ratio', delay: MINUTE, factor: 4 },
    { service: other.service, metric: 'http_5xx_ratio', delay: 0, factor: 1 },
    { service: other.service, metric: 'latency_p99_ms', delay: 0, factor: 1 },
  ];
  const incoming = 'incoming' in what ? what.incoming : null;
  if (incoming !== null) {
    shapes.push({ service: caller.service, metric: incoming, delay: -2 * MINUTE, factor: 4 });
    shapes.push({ service: origin.service, metric: incoming, delay: -MINUTE, factor: 4 });
  }
  const from = onset - 90 * MINUTE - (onset % MINUTE);
  return shapes.map(({ service, metric, delay, factor }) => ({
    service,
    metric,
    points: Array.from({ length: 120 }, (_, step) => {
      const at = instant(from + step * MINUTE);
      const past = (at - onset - delay) / MINUTE;
      const grown = past < 0 ? 0 : isRamp ? Math.min(1, (past + 1) / 15) : 1;
      const level = 10 * (1 + (factor - 1) * grown);
      return { at, value: Math.max(0, level * (1 + 0.12 * normal(draw))) };
    }),
  }));
}

function logs(scene: Scene): LogLine[] {
  const { draw, origin, caller, onset, what } = scene;
  const usual = Array.from({ length: 40 }, (): LogLine => {
    const domain = draw.pick([origin, caller, draw.pick(DOMAINS)]);
    const at = instant(onset + (draw.below(100) - 80) * MINUTE);
    const node = `pool-${draw.pick(['a', 'b', 'c'])}-${draw.below(20)}`;
    return {
      at,
      service: domain.service,
      severity: 'info',
      message: `handled ${domain.verb}`,
      attributes: { 'http.route': `/${domain.table}`, 'k8s.node': node },
    };
  });
  const lines = what.logs(origin);
  const bad = Array.from({ length: 25 + draw.below(30) }, (_, index): LogLine => {
    const at = instant(onset + index * 11_000 + draw.below(5_000));
    if (draw.random() < 0.3)
      return {
        at,
        service: caller.service,
        severity: 'error',
        message: `upstream ${origin.service} returned 500`,
        attributes: {},
      };
    return {
      at,
      service: origin.service,
      severity: draw.random() < 0.8 ? 'error' : 'warning',
      message: draw.pick(lines),
      attributes: what.attributes(origin),
    };
  });
  return [...usual, ...bad];
}

function spans({ draw, origin, caller, onset, what }: Scene): TraceSpan[] {
  if (draw.random() < 0.2) return [];
  const span = (part: Partial<TraceSpan>): TraceSpan => ({
    trace: 't1',
    span: 'a',
    parent: null,
    service: caller.service,
    name: caller.verb,
    at: instant(onset + MINUTE),
    durationMs: 900,
    isError: true,
    attributes: {},
    ...part,
  });
  return [
    span({}),
    span({
      span: 'b',
      parent: 'a',
      service: origin.service,
      name: origin.verb,
      durationMs: 800,
      attributes: { 'error.message': what.logs(origin)[0] ?? '' },
    }),
    span({ trace: 't0', isError: false, at: instant(onset - 30 * MINUTE), durationMs: 90 }),
    span({
      trace: 't0',
      span: 'b',
      parent: 'a',
      service: origin.service,
      name: origin.verb,
      isError: false,
      at: instant(onset - 30 * MINUTE),
      durationMs: 60,
    }),
  ];
}

function shuffled<T>(draw: Draw, list: readonly T[]): T[] {
  const left = [...list];
  for (let index = left.length - 1; index > 0; index -= 1) {
    const to = draw.below(index + 1);
    [left[index], left[to]] = [left[to] as T, left[index] as T];
  }
  return left;
}

/** Box and Muller. */
function normal({ random }: Draw): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
