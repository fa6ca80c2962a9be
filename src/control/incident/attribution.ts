import { attribute, type CandidateChange, type CaseEvidence } from '../../domain/attribution/index.ts';
import { type Attribution, BEFORE_MS, type Grade, type Incident } from '../../domain/incident/index.ts';
import type { Submission } from '../../domain/submission/index.ts';
import type { Envelope, EventStore } from '../../event-log/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';
import { alarmEventOf } from '../detection/stream.ts';
import { flagEventOf } from '../flag/stream.ts';
import { readRollout, rolloutEventOf } from '../rollout/stream.ts';
import { deploymentEventOf } from '../server/deployment-event.ts';
import { submissionEventOf } from '../server/stream.ts';
import { SUBMISSIONS } from '../server/view.ts';
import { surgeEventOf } from '../signal/surge-stream.ts';
import {
  alarmPart,
  deploymentPart,
  flagPart,
  landingPart,
  type RecordPart,
  resultOf,
  rolloutPart,
  surgePart,
} from './record-evidence.ts';
import { readWindow } from './window.ts';

type Reader = Pick<EventStore, 'readAll' | 'readStream' | 'head' | 'readDocument'>;

/** By which rules an attribution of the record is made. */
const METHOD = 'record: deployments, rollouts, flags, landings, alarms';
/** Of one document. */
const SHOWN = 10;
const REASONS = 6;

/**
 * Which change may have done it, by what the record knows when somebody asks: what reached production in the six hours before, when alarms
 * say that it began, and what undoing something showed. The record keeps no differences, logs or traces, so without an undoing nothing
 * gets further than a suspect. `null` = nothing that could have done it is recorded.
 */
export async function attributeFromRecord(
  store: Reader,
  incident: Incident,
  now: Instant,
): Promise<Attribution | null> {
  const parts: RecordPart[] = [];
  const from = instant((incident.startedAt ?? incident.detectedAt ?? incident.openedAt) - BEFORE_MS);
  const to = incident.closedAt ?? now;
  await readWindow(store, { from, to }, async (envelope) => {
    parts.push(await partOf(store, envelope, incident));
  });
  const evidence = evidenceOf(parts, incident, now);
  if (evidence.candidates.length === 0) return null;
  const { candidates, none } = attribute(evidence);
  const graded = candidates.filter(({ grade }) => grade !== 'none').slice(0, SHOWN);
  const shown = graded.reduce((sum, { probability }) => sum + probability, 0);
  return {
    candidates: graded.map(({ id, kind, service, probability, grade, reasons, raise }) => ({
      id,
      kind,
      probability,
      grade: grade as Grade,
      reasons: [
        ...(service === null ? [] : [`of ${service}`]),
        ...reasons.slice(0, REASONS).map(({ text }) => text),
        ...raise.slice(-1).map(({ text }) => `would be known better: ${text}`),
      ],
    })),
    none: none.probability,
    // What is not shown counts as not known.
    unknown: Math.max(0, 1 - none.probability - shown),
    method: METHOD,
    at: now,
  };
}

async function partOf(store: Reader, envelope: Envelope, incident: Incident): Promise<RecordPart> {
  const alarm = alarmEventOf(envelope);
  if (alarm !== null) return alarmPart(alarm, incident);
  const surge = surgeEventOf(envelope);
  if (surge !== null) return surgePart(surge, incident);
  const flag = flagEventOf(envelope);
  if (flag !== null) return flagPart(flag);
  const deployment = deploymentEventOf(envelope);
  if (deployment !== null) {
    return deployment.kind === 'DeploymentObserved' ? deploymentPart(deployment.deployment) : {};
  }
  const rollout = rolloutEventOf(envelope);
  if (rollout !== null) {
    const id = envelope.stream.slice(envelope.stream.indexOf(':') + 1);
    const kept = (await readRollout(store, id)).rollout;
    return kept === null ? {} : rolloutPart(rollout, kept);
  }
  const change = submissionEventOf(envelope);
  if (change?.kind !== 'ChangeClosed' || change.as !== 'landed') return {};
  const state = (await store.readDocument(SUBMISSIONS, change.id)) as Submission | null;
  return state === null ? {} : landingPart(state, change.at);
}

function evidenceOf(parts: readonly RecordPart[], incident: Incident, now: Instant): CaseEvidence {
  const { startedAt, detectedAt, openedAt, scope, title, links } = incident;
  const stated = startedAt === null ? [] : [{ at: startedAt, service: null, source: 'when customers first felt it' }];
  const service = scope.services.length === 1 ? (scope.services[0] ?? '') : '';
  return {
    alert: { service, metric: '', text: title, firedAt: detectedAt ?? openedAt },
    onsets: [...stated, ...parts.flatMap(({ onsets }) => onsets ?? [])],
    series: [],
    logs: [],
    patterns: [],
    spans: [],
    calls: [],
    candidates: merged(parts.flatMap(({ candidates }) => candidates ?? [])),
    controls: [],
    interventions: parts.flatMap(({ interventions }) => interventions ?? []).map((act) => resultOf(act, incident, now)),
    externals: [],
    asserted: links.map(({ id }) => id),
  };
}

/** What one change did at several moments is one candidate. */
function merged(candidates: readonly CandidateChange[]): CandidateChange[] {
  const known = new Map<string, CandidateChange>();
  for (const one of candidates) {
    const before = known.get(one.id);
    known.set(
      one.id,
      before === undefined
        ? one
        : {
            ...before,
            service: before.service ?? one.service,
            effectiveAt: [...before.effectiveAt, ...one.effectiveAt],
          },
    );
  }
  return [...known.values()];
}
