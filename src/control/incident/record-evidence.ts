import type { CandidateChange, CandidateKind, Intervention, StatedOnset } from '../../domain/attribution/index.ts';
import type { Deployment } from '../../domain/deployment/index.ts';
import type { AlarmEvent } from '../../domain/detection/index.ts';
import type { FlagEvent } from '../../domain/flag/index.ts';
import type { Incident } from '../../domain/incident/index.ts';
import type { Rollout, RolloutEvent } from '../../domain/rollout/index.ts';
import type { SurgeEvent } from '../../domain/signal/index.ts';
import type { Submission } from '../../domain/submission/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';

/** What the record says of one thing that may have done it, or of when it began. */
export interface RecordPart {
  readonly candidates?: readonly CandidateChange[];
  readonly onsets?: readonly StatedOnset[];
  readonly interventions?: readonly Intervention[];
}

const NOTHING: RecordPart = {};

/** A change with a moment at which it reached production. */
function acting(given: {
  readonly id: string;
  readonly kind: CandidateKind;
  readonly service: string | null;
  readonly at: Instant;
  readonly title: string;
}): CandidateChange {
  const { at, ...rest } = given;
  return { ...rest, madeAt: at, effectiveAt: [at], files: [], diff: null };
}

/** A deployment that a pipeline told of; one that states only a configuration changed only that. */
export function deploymentPart({ service, commit, image, configurationDigest, at }: Deployment): RecordPart {
  const id = commit ?? image ?? configurationDigest;
  if (id === null) return NOTHING;
  const kind = commit === null && image === null ? 'config' : 'code';
  return { candidates: [acting({ id, kind, service, at, title: `deployment of ${id.slice(0, 12)}` })] };
}

/** A change that landed, or an operation that was carried out: nobody said when it reached production. */
export function landingPart({ id, kind, title, decided }: Submission, at: Instant): RecordPart {
  const service = decided?.services.length === 1 ? (decided.services[0] ?? null) : null;
  const isCode = kind === 'proposal';
  const landed: CandidateChange = {
    id,
    kind: isCode ? 'code' : 'config',
    service,
    madeAt: at,
    // What is no proposal acts when it is carried out.
    effectiveAt: isCode ? [] : [at],
    title,
    files: [],
    diff: null,
  };
  return { candidates: [landed] };
}

/** Each stage of a rollout acts on more users; one that is undone is an intervention. */
export function rolloutPart(event: RolloutEvent, { id, plan, subject }: Rollout): RecordPart {
  const candidate = subject.change ?? id;
  if (event.kind === 'StageEntered') {
    const title = `rollout ${id}, stage ${event.stage}: ${event.percent} %`;
    return { candidates: [acting({ id: candidate, kind: 'code', service: plan.service, at: event.at, title })] };
  }
  if (event.kind !== 'RolloutEnded' || event.end !== 'rolled-back') return NOTHING;
  return { interventions: [{ candidate, action: 'rolled-back', at: event.at, result: 'unknown' }] };
}

/** A change of flags that reached users; killing one is an intervention on it. */
export function flagPart(event: FlagEvent): RecordPart {
  const turned = (flag: string, at: Instant, title: string): RecordPart => ({
    candidates: [acting({ id: flagId(flag), kind: 'flag', service: null, at, title })],
  });
  switch (event.kind) {
    case 'FlagsPublished': {
      const { at } = event.publication;
      return {
        candidates: event.changed.flatMap((flag) => turned(flag, at, `${flag} published anew`).candidates ?? []),
      };
    }
    case 'FlagShareSet':
      return turned(
        event.share.flag,
        event.share.at,
        `${event.share.flag}: ${event.share.variant} for ${event.share.percent} %`,
      );
    case 'FlagRestored':
      return turned(event.flag, event.at, `${event.flag} restored`);
    case 'FlagKilled':
      return {
        interventions: [
          { candidate: flagId(event.kill.flag), action: 'switched-off', at: event.kill.at, result: 'unknown' },
        ],
      };
    default:
      return NOTHING;
  }
}

function flagId(flag: string): string {
  return `flag:${flag}`;
}

/** When an alarm of the incident's place says that it began. */
export function alarmPart(event: AlarmEvent, incident: Incident): RecordPart {
  if (event.kind !== 'AlarmOpened') return NOTHING;
  const { subject, finding } = event;
  if (!isHurt(incident, subject.about.id)) return NOTHING;
  const service = subject.about.kind === 'service' ? subject.about.id : null;
  const at = finding.kind === 'series' ? finding.alarm.onset : instant(event.at - finding.shortMs);
  return { onsets: [{ at, service, source: `alarm ${subject.name}` }] };
}

/** Alerts of other systems tell when they fired; how long they waited is not known. */
export function surgePart(event: SurgeEvent, incident: Incident): RecordPart {
  if (event.kind !== 'SurgeOpened') return NOTHING;
  const { service, flow } = event.place;
  const about = service ?? flow;
  if (about === null || !isHurt(incident, about)) return NOTHING;
  return {
    onsets: [{ at: instant(event.at - ALERT_DELAY_MS), service, source: `alerts on ${about}, less their delay` }],
  };
}

const ALERT_DELAY_MS = 3 * 60_000;

function isHurt({ scope }: Incident, name: string): boolean {
  const hurt = [...scope.services, ...scope.flows];
  return hurt.length === 0 || hurt.includes(name);
}

/** How long undoing takes to show, and from when on it is plain that it did not help. */
const HELPS_MS = 20 * 60_000;

/** What an undoing showed, by when the incident was told to be over: within twenty minutes it helped, later or never it did not. */
export function resultOf(act: Intervention, { mitigatedAt, closedAt }: Incident, now: Instant): Intervention {
  const over = mitigatedAt ?? closedAt;
  if (over !== null && over >= act.at && over - act.at <= HELPS_MS) return { ...act, result: 'recovered' };
  const isPast = (over ?? now) - act.at > HELPS_MS;
  return isPast ? { ...act, result: 'unchanged' } : act;
}
