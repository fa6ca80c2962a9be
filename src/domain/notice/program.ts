import { assert, type Instant, toIso } from '../../kernel/index.ts';
import type { RolloutEvent } from '../rollout/index.ts';
import type { SurgeEvent } from '../signal/index.ts';
import type { SubmissionEvent } from '../submission/index.ts';

/** What programs are told of a rollout: not each order, nor each look of the judge. */
export type ToldRolloutEvent = Extract<
  RolloutEvent,
  {
    kind:
      | 'RolloutStarted'
      | 'StageEntered'
      | 'PromotionHeld'
      | 'StagePassed'
      | 'RolloutPaused'
      | 'RolloutResumed'
      | 'OrderTroubled'
      | 'StopDecided'
      | 'RolloutEnded';
  }
>;

/** The name of each event for programs; never changed, only added to. */
export const EVENT_NAMES: Readonly<Record<(SubmissionEvent | SurgeEvent | ToldRolloutEvent)['kind'], string>> = {
  ChangeSubmitted: 'change.submitted',
  RevisionObserved: 'change.revised',
  ContentRead: 'change.content_read',
  DetailsChanged: 'change.details_changed',
  ChangeClosed: 'change.closed',
  LandedWithoutPermission: 'change.landed_without_permission',
  ChangeReopened: 'change.reopened',
  RecheckAsked: 'change.recheck_asked',
  ChangeDecided: 'change.decided',
  SignedOff: 'signoff.given',
  SignoffWithdrawn: 'signoff.withdrawn',
  ChangeReturned: 'change.returned',
  ReviewAsked: 'review.asked',
  ReviewPassedOn: 'review.passed_on',
  ReviewFellShort: 'review.fell_short',
  OverrideGranted: 'override.granted',
  OverrideReviewed: 'override.reviewed',
  VerdictPublished: 'verdict.published',
  SurgeOpened: 'surge.opened',
  SurgeChanged: 'surge.changed',
  SurgeClosed: 'surge.closed',
  RolloutStarted: 'rollout.started',
  StageEntered: 'rollout.stage_entered',
  PromotionHeld: 'rollout.promotion_held',
  StagePassed: 'rollout.stage_passed',
  RolloutPaused: 'rollout.paused',
  RolloutResumed: 'rollout.resumed',
  OrderTroubled: 'rollout.engine_troubled',
  StopDecided: 'rollout.stopped',
  RolloutEnded: 'rollout.ended',
};

/** Whether programs are told of an event of a rollout. */
export function isToldToPrograms(event: RolloutEvent): event is ToldRolloutEvent {
  return event.kind in EVENT_NAMES;
}

/** An event for programs, as Standard Webhooks lays it out ("Payload structure"): names in snake_case, moments as RFC 3339. */
export function webhookBody(told: {
  readonly event: SubmissionEvent | SurgeEvent | { readonly rollout: string; readonly event: ToldRolloutEvent };
  readonly at: Instant;
  /** Place in the log, by which a program knows what it missed. */
  readonly position: number;
}): string {
  const { event, at, position } = told;
  const timestamp = toIso(at);
  assert(timestamp !== null, 'an event has a moment');
  const { kind, about, rest } = 'rollout' in event ? ofRollout(event) : ofOther(event);
  return JSON.stringify({ type: EVENT_NAMES[kind], timestamp, data: { ...about, position, ...outward(rest) } });
}

function ofOther({ kind, id, ...rest }: SubmissionEvent | SurgeEvent) {
  return { kind, about: kind.startsWith('Surge') ? { surge: id } : { change: id }, rest };
}

function ofRollout({ rollout, event }: { readonly rollout: string; readonly event: ToldRolloutEvent }) {
  const { kind, ...rest } = event;
  return { kind, about: { rollout }, rest: event.kind === 'RolloutStarted' ? begun(event) : rest };
}

/** A plan is long, and stands in the repository. */
function begun({ plan, stages, subject, safety, by }: Extract<ToldRolloutEvent, { kind: 'RolloutStarted' }>): object {
  const { name, service, environment } = plan;
  const { repository, change, revision } = subject;
  const { answer } = safety;
  return {
    plan: name,
    service,
    environment,
    stages: stages.map((stage) => ({ name: stage.name, percent: stage.percent })),
    subject: { repository, change, revision },
    rollbackSafety: answer,
    by,
  };
}

/** Members of events have fixed names, none of them given by anybody from outside. */
function outward(value: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [snake(name), outwardMember(name, member)]));
}

function outwardMember(name: string, value: unknown): unknown {
  if (typeof value === 'number' && /^(?:at|.*At)$/.test(name)) return toIso(value as Instant);
  if (Array.isArray(value)) return value.map((each) => outwardMember('', each));
  return value !== null && typeof value === 'object' ? outward(value) : value;
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
