import {
  AFTER_MS,
  BEFORE_MS,
  beganAt,
  type Incident,
  type TimelineLine,
  timelineOf,
} from '../../domain/incident/index.ts';
import type { Submission } from '../../domain/submission/index.ts';
import { type Envelope, type EventStore, PAGE } from '../../event-log/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';
import { brakeEventOf } from '../brake/stream.ts';
import { flagEventOf } from '../flag/stream.ts';
import { readRollout, rolloutEventOf } from '../rollout/stream.ts';
import { deploymentEventOf } from '../server/deployment-event.ts';
import { submissionEventOf } from '../server/stream.ts';
import { SUBMISSIONS } from '../server/view.ts';
import { surgeEventOf } from '../signal/surge-stream.ts';
import {
  brakeLine,
  deploymentLine,
  flagLine,
  type Happening,
  incidentLine,
  landingLine,
  rolloutLine,
  surgeLine,
} from './happening.ts';
import { incidentEventOf, incidentStream } from './stream.ts';

/** What happened around an incident, drawn from the log when somebody asks. */
export interface Timeline {
  readonly lines: readonly TimelineLine[];
  /** Lines that are not shown. */
  readonly left: number;
  /** Events of the window that were not read, because it holds more than {@link MAX_EVENTS}. */
  readonly isWhole: boolean;
  readonly from: Instant;
  readonly to: Instant;
}

/** Events of a window that are read: an hour of a company; what lies beyond is said to be missing. */
const MAX_EVENTS = 20_000;

/** What reads the record. */
type Reader = Pick<EventStore, 'readAll' | 'readStream' | 'head' | 'readDocument'>;

/** The timeline of an incident: its own events whenever they were told, and what else happened while it hurt and before. */
export async function readTimeline(store: Reader, incident: Incident, now: Instant): Promise<Timeline> {
  const from = instant(beganAt(incident) - BEFORE_MS);
  const end = incident.closedAt ?? incident.mitigatedAt ?? now;
  const to = instant(Math.min(now, end + AFTER_MS));
  const own = await ownLines(store, incident.id);
  const around = await linesAround(store, { incident, from, to });
  const { lines, left } = timelineOf([...own, ...around.lines]);
  return { lines, left, isWhole: around.isWhole, from, to };
}

async function ownLines(store: Reader, id: string): Promise<readonly TimelineLine[]> {
  const lines: TimelineLine[] = [];
  for (let after = 0; ; ) {
    const page = await store.readStream({ stream: incidentStream(id), after, limit: PAGE });
    for (const envelope of page) {
      const event = incidentEventOf(envelope);
      const line = event === null ? null : incidentLine(event);
      if (line !== null) lines.push({ ...line, position: envelope.position, isNear: true });
      after = envelope.version;
    }
    if (page.length < PAGE) return lines;
  }
}

async function linesAround(
  store: Reader,
  { incident, from, to }: { readonly incident: Incident; readonly from: Instant; readonly to: Instant },
): Promise<{ readonly lines: readonly TimelineLine[]; readonly isWhole: boolean }> {
  const lines: TimelineLine[] = [];
  let after = await positionBefore(store, from);
  for (let read = 0; read < MAX_EVENTS; ) {
    const page = await store.readAll({ after, limit: PAGE });
    for (const envelope of page) {
      if (envelope.at > to) return { lines, isWhole: true };
      const line = await lineOf(store, envelope);
      if (line === null || line.at < from || line.at > to) continue;
      lines.push({ ...line, position: envelope.position, isNear: isNear(line, incident) });
    }
    read += page.length;
    after = page.at(-1)?.position ?? after;
    if (page.length < PAGE) return { lines, isWhole: true };
  }
  return { lines, isWhole: false };
}

/** Position of the last event that was told before a moment, 0 = none: events are told in the order of time, but for seconds. */
async function positionBefore(store: Reader, at: Instant): Promise<number> {
  let low = 0;
  let high = await store.head();
  while (low < high) {
    const middle = Math.floor((low + high + 1) / 2);
    const [event] = await store.readAll({ after: middle - 1, limit: 1 });
    if (event !== undefined && event.at < at) low = middle;
    else high = middle - 1;
  }
  return low;
}

async function lineOf(store: Reader, envelope: Envelope): Promise<Happening | null> {
  const surge = surgeEventOf(envelope);
  if (surge !== null) return surgeLine(surge);
  const brake = brakeEventOf(envelope);
  if (brake !== null) return brakeLine(brake);
  const flag = flagEventOf(envelope);
  if (flag !== null) return flagLine(flag);
  const deployment = deploymentEventOf(envelope);
  if (deployment !== null) {
    return deployment.kind === 'DeploymentObserved' ? deploymentLine(deployment.deployment) : null;
  }
  const rollout = rolloutEventOf(envelope);
  if (rollout !== null) {
    const id = envelope.stream.slice(envelope.stream.indexOf(':') + 1);
    const kept = (await readRollout(store, id)).rollout;
    return kept === null ? null : rolloutLine(rollout, kept);
  }
  const change = submissionEventOf(envelope);
  if (change?.kind !== 'ChangeClosed' || change.as !== 'landed') return null;
  const state = (await store.readDocument(SUBMISSIONS, change.id)) as Submission | null;
  return state === null ? null : landingLine(state, change.at);
}

/** It is linked, or names a place that the incident hurts; an incident that names none is near to everything. */
function isNear({ about, places }: Happening, { scope, links, origin }: Incident): boolean {
  if (about !== null && links.some(({ id }) => id === about.id)) return true;
  if (about?.kind === 'incident') return false;
  const hurt = [...scope.services, ...scope.flows];
  return hurt.length === 0 || origin.id === about?.id || places.some((place) => hurt.includes(place));
}
