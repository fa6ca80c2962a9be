import type { CounterPushAnswer, CounterPushRequest, SignalReport } from '../../contract/index.ts';
import {
  type IntakeReport,
  listOpenSurges,
  type MetricsReader,
  type Principal,
  SERIES_LIMITS,
  type StatedPoint,
  type Surge,
  worstOf,
} from '../../control/index.ts';
import { digestOf, Fault, printable } from '../../kernel/index.ts';
import { requirePermission } from './acting.ts';
import type { Plane } from './plane.ts';
import { isoTime } from './time.ts';
import { viewerOf } from './viewer.ts';

/** How a node takes signals. */
export interface SignalIntake {
  /** Of who may push; empty = nobody. */
  readonly pushTokens: readonly string[];
  /** `null` where nobody may push. */
  readonly metrics: MetricsReader | null;
}

/** Measurements in, and what is known of signals. Methods reject with a `Fault` that says what to do. */
export interface SignalDesk {
  /** Before anything of a push is read. Fault: nobody may push here, or this token may not. */
  mayPush(bearer: string | null): void;
  /** A request of OTLP metrics; the answer in its own format. */
  takeMetrics(request: { readonly contentType: string; readonly body: Uint8Array }): {
    readonly contentType: string;
    readonly body: Uint8Array;
  };
  takeCounters(request: CounterPushRequest): CounterPushAnswer;
  report(principal: Principal): Promise<SignalReport>;
}

/** The desk of one node. */
export function makeSignalDesk(plane: Pick<Plane, 'world' | 'node' | 'signals'>, intake: SignalIntake): SignalDesk {
  const { node, world, signals } = plane;
  return {
    mayPush(bearer) {
      if (intake.pushTokens.length === 0) throw notConfigured();
      if (bearer === null || !isAmong(bearer, intake.pushTokens)) throw notPermitted();
    },
    takeMetrics({ contentType, body }) {
      if (intake.metrics === null) throw notConfigured();
      const read = intake.metrics.read({ contentType, body });
      if (!read.ok) throw notRead(read.rejection);
      const { points, skipped } = read.value;
      const report = signals.take(points);
      const refused = sumOf(report) + skipped;
      return intake.metrics.answer({ contentType, refused, message: refusedText(report, skipped) });
    },
    takeCounters({ samples }) {
      const report = signals.take(samples.map(pointOf));
      return { schema: 'firebreak.counter-answer/v1', ...report, refused: { ...report.refused } };
    },
    async report(principal) {
      requirePermission(principal, 'read');
      const { taken, same, refused } = signals.counts();
      return {
        schema: 'firebreak.signals/v1',
        as_of: isoTime(world.now()),
        viewer: viewerOf(principal),
        surges: (await listOpenSurges(node)).map(surgeOf),
        measurements: {
          series: signals.size.series,
          series_limit: SERIES_LIMITS.series,
          taken,
          same,
          refused: { ...refused },
        },
        watched: signals.watched().map(({ at, message, ...state }) => ({
          ...state,
          message: printable(message),
          at: at === null ? null : isoTime(at),
        })),
      };
    },
  };
}

function pointOf(sample: CounterPushRequest['samples'][number]): StatedPoint {
  const { metric, arm, labels = {}, time, id = null, value, increment, kind = 'counter' } = sample;
  return {
    name: { metric, labels: arm === undefined ? labels : { ...labels, arm } },
    kind,
    states: increment === undefined ? 'total' : 'increment',
    at: Date.parse(time),
    from: null,
    value: value ?? increment ?? Number.NaN,
    id,
  };
}

function surgeOf(surge: Surge): SignalReport['surges'][number] {
  const { id, place, openedAt, changedAt, alerts, more } = surge;
  const shown = (text: string | null): string | null => (text === null ? null : printable(text));
  return {
    id,
    service: shown(place.service),
    flow: shown(place.flow),
    environment: shown(place.environment),
    severity: worstOf(surge),
    opened_at: isoTime(openedAt),
    changed_at: isoTime(changedAt),
    more,
    alerts: alerts.map(({ source, name, status, severity, startedAt, endedAt }) => ({
      source,
      name: printable(name),
      status,
      severity,
      started_at: isoTime(startedAt),
      ended_at: endedAt === null ? null : isoTime(endedAt),
    })),
  };
}

/** Digests are compared, so that the time says nothing of a token. */
function isAmong(bearer: string, tokens: readonly string[]): boolean {
  const stated = digestOf(bearer);
  return tokens.filter((token) => digestOf(token) === stated).length > 0;
}

function sumOf({ refused }: IntakeReport): number {
  return Object.values(refused).reduce((sum, count) => sum + count, 0);
}

/** Why points were refused, by count; empty where none was. */
function refusedText({ refused }: IntakeReport, skipped: number): string {
  const parts = Object.entries(refused).map(([code, count]) => `${count} ${code}`);
  return [...parts, ...(skipped === 0 ? [] : [`${skipped} not-supported`])].join(', ');
}

function notConfigured(): Fault {
  return new Fault({
    kind: 'usage',
    code: 'no-such-intake',
    message: 'this server takes no measurements',
    fix: 'Set FIREBREAK_SIGNAL_TOKEN_FILE, and send that token.',
  });
}

function notPermitted(): Fault {
  return new Fault({
    kind: 'permission',
    code: 'sign-in-needed',
    message: 'this needs the token of who may push measurements',
    fix: 'Send it as authorization: Bearer TOKEN.',
  });
}

function notRead({ code, message }: { readonly code: string; readonly message: string }): Fault {
  return new Fault({
    kind: 'usage',
    code: `metrics-${code}`,
    message,
    fix: 'Send OTLP metrics over HTTP, in smaller batches.',
  });
}
