import { type BrakeEvent, type ScopePart, scopePartText } from '../../domain/brake/index.ts';
import type { Deployment } from '../../domain/deployment/index.ts';
import type { FlagEvent } from '../../domain/flag/index.ts';
import type { IncidentEvent, LineKind, TimelineLine } from '../../domain/incident/index.ts';
import type { Rollout, RolloutEvent } from '../../domain/rollout/index.ts';
import type { SurgeEvent } from '../../domain/signal/index.ts';
import type { Submission } from '../../domain/submission/index.ts';
import type { Instant } from '../../kernel/index.ts';

/** What an event of the log tells, in one line; whether it has to do with an incident is for whoever asks. */
export type Happening = Omit<TimelineLine, 'position' | 'isNear'>;

/** A change that landed. */
export function landingLine(state: Submission, at: Instant): Happening {
  const { id, title, decided, kind } = state;
  const word = decided === null ? 'without a decision' : `decided ${decided.decision}`;
  return {
    at,
    kind: kind === 'proposal' ? 'change' : 'config',
    text: `${kind === 'proposal' ? 'landed' : 'carried out'} (${word}): ${title}`,
    about: { kind: 'change', id },
    places: decided?.services ?? [],
  };
}

/** A deployment that a pipeline told of. */
export function deploymentLine({
  service,
  environment,
  commit,
  image,
  configurationDigest,
  at,
}: Deployment): Happening {
  const what = commit?.slice(0, 12) ?? image ?? `configuration ${configurationDigest ?? ''}`;
  const isConfig = commit === null && image === null;
  return {
    at,
    kind: isConfig ? 'config' : 'deployment',
    text: `${service} in ${environment}: ${what}`,
    about: null,
    places: [service],
  };
}

/** A change of flags that reached users; `null` = nothing did. */
export function flagLine(event: FlagEvent): Happening | null {
  const line = (at: Instant, text: string): Happening => ({ at, kind: 'flag', text, about: null, places: [] });
  switch (event.kind) {
    case 'FlagsPublished': {
      const { publication, changed, changes } = event;
      const more = changes > changed.length ? ` and ${changes - changed.length} more` : '';
      return line(publication.at, `flags published: ${changed.join(', ') || 'nothing differs'}${more}`);
    }
    case 'FlagKilled':
      return line(event.kill.at, `flag ${event.kill.flag} killed: ${event.kill.reason}`);
    case 'FlagRestored':
      return line(event.at, `flag ${event.flag} restored: ${event.reason}`);
    case 'FlagShareSet':
      return line(event.share.at, `flag ${event.share.flag}: ${event.share.variant} for ${event.share.percent} %`);
    default:
      return null;
  }
}

/** A step of a rollout that moved users; `null` = none did. */
export function rolloutLine(event: RolloutEvent, rollout: Rollout): Happening | null {
  const { id, plan } = rollout;
  const said = (at: Instant, text: string): Happening => ({
    at,
    kind: 'rollout',
    text: `${plan.service} in ${plan.environment}: ${text}`,
    about: { kind: 'rollout', id },
    places: [plan.service],
  });
  switch (event.kind) {
    case 'RolloutStarted':
      return said(event.at, 'rollout started');
    case 'StageEntered':
      return said(event.at, `stage ${event.stage}, ${event.percent} % have the new version`);
    case 'RolloutPaused':
      return said(event.at, `rollout paused (${event.cause.code})`);
    case 'RolloutEnded':
      return said(event.at, `rollout ended: ${event.end}`);
    default:
      return null;
  }
}

/** What alarms did. */
export function surgeLine(event: SurgeEvent): Happening {
  const { place, at } = event;
  const about = place.flow ?? place.service ?? 'no named service';
  const text =
    event.kind === 'SurgeClosed'
      ? `quiet again on ${about} (${event.why})`
      : `${event.kind === 'SurgeOpened' ? 'alarms began' : 'alarms changed'} on ${about}: ${namesOf(event)}`;
  const places = [place.service, place.flow].flatMap((name) => name ?? []);
  return { at, kind: 'alarm', text, about: null, places };
}

/** What happened to a brake. */
export function brakeLine(event: BrakeEvent): Happening {
  const line = (at: Instant, id: string, text: string): Happening => ({
    at,
    kind: 'brake',
    text,
    about: { kind: 'brake', id },
    places: event.kind === 'BrakeEngaged' ? event.brake.scope.flatMap(placeOfPart) : [],
  });
  switch (event.kind) {
    case 'BrakeEngaged': {
      const { id, at, scope, by, reason } = event.brake;
      return line(at, id, `${id} engaged on ${scope.map(scopePartText).join(', ')} by ${by.name}: ${reason}`);
    }
    case 'BrakeAmended':
      return line(event.amendment.at, event.id, `${event.id} amended by ${event.amendment.by.name}`);
    case 'BrakeReleased':
      return line(event.at, event.id, `${event.id} released by ${event.by.name}: ${event.note}`);
  }
}

/** What somebody told of the incident itself; `null` = nothing that has a moment of its own. */
export function incidentLine(event: IncidentEvent): Happening | null {
  const { id, by } = event;
  const line = (at: Instant, text: string, kind: LineKind = 'incident'): Happening => ({
    at,
    kind,
    text,
    about: { kind: 'incident', id },
    places: [],
  });
  switch (event.kind) {
    case 'IncidentOpened':
      return line(event.at, `${event.stage === 'triage' ? 'proposed' : 'opened'} by ${by.name}`);
    case 'IncidentAmended': {
      const { severity } = event.change;
      const what = Object.keys(event.change).join(', ');
      return line(
        event.at,
        severity === undefined ? `${what} put right: ${event.why}` : `now Sev-${severity}: ${event.why}`,
      );
    }
    case 'IncidentStaged':
      return line(event.since, `${event.ending ?? event.stage}, told by ${by.name}: ${event.why}`);
    case 'IncidentNoted':
      return line(
        event.note.about,
        `${event.corrects === null ? '' : `(corrects ${event.corrects}) `}${event.note.text}`,
        'note',
      );
    case 'IncidentSettled':
      return line(
        event.at,
        `${event.settlement.subject} settled as ${event.settlement.value}: ${event.settlement.why}`,
      );
    case 'IncidentLinked':
      return line(event.at, `${event.link.kind} ${event.link.id} linked (${event.link.grade}): ${event.link.why}`);
    default:
      return null;
  }
}

/** Names of rules that a line shows. */
const NAMED = 4;

function namesOf({ alerts, more }: Extract<SurgeEvent, { readonly more: number }>): string {
  const names = [...new Set(alerts.map(({ name }) => name))];
  const rest = names.length - NAMED + more;
  return `${names.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function placeOfPart(part: ScopePart): readonly string[] {
  if (part.kind === 'service') return [part.service];
  return part.kind === 'flow' ? [part.flow] : [];
}
