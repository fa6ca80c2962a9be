import { assert, type Instant, toIso } from '../../kernel/index.ts';
import type { SurgeEvent } from '../signal/index.ts';
import type { SubmissionEvent } from '../submission/index.ts';

/** The name of each event for programs; never changed, only added to. */
export const EVENT_NAMES: Readonly<Record<(SubmissionEvent | SurgeEvent)['kind'], string>> = {
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
};

/** An event for programs, as Standard Webhooks lays it out ("Payload structure"): names in snake_case, moments as RFC 3339. */
export function webhookBody(told: {
  readonly event: SubmissionEvent | SurgeEvent;
  readonly at: Instant;
  /** Place in the log, by which a program knows what it missed. */
  readonly position: number;
}): string {
  const { event, at, position } = told;
  const { kind, id, ...rest } = event;
  const timestamp = toIso(at);
  assert(timestamp !== null, 'an event has a moment');
  const about = kind.startsWith('Surge') ? { surge: id } : { change: id };
  return JSON.stringify({ type: EVENT_NAMES[kind], timestamp, data: { ...about, position, ...outward(rest) } });
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
