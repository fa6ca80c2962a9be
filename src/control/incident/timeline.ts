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
import { readWindow } from './window.ts';

/** What happened around an incident, drawn from the log when somebody asks. */
export interface Timeline {
  readonly lines: readonly TimelineLine[];
  /** Lines that are not shown. */
  readonly left: number;
  /** Events of the window that were not read, because it holds too many. */
  readonly isWhole: boolean;
  readonly from: Instant;
  readonly to: Instant;
}

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
  const isWhole = await readWindow(store, { from, to }, async (envelope) => {
    const line = await lineOf(store, envelope);
    if (line === null || line.at < from || line.at > to) return;
    lines.push({ ...line, position: envelope.position, isNear: isNear(line, incident) });
  });
  return { lines, isWhole };
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
