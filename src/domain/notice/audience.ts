import type { SubmissionEvent } from '../submission/index.ts';
import type { Audience } from './model.ts';

/** Who is told of an event at once, and whether they can turn that off; empty = the digest counts it. */
export function audiencesOf(
  event: SubmissionEvent,
): readonly { readonly to: Audience; readonly isMandatory: boolean }[] {
  switch (event.kind) {
    case 'ReviewAsked':
    case 'ReviewPassedOn':
      return [{ to: { kind: 'person', person: event.ask.person }, isMandatory: false }];
    case 'OverrideGranted':
      return [...new Set(event.override.skipped)]
        .map((person) => ({ to: { kind: 'person', person } as Audience, isMandatory: true }))
        .concat(CHANNEL_ALWAYS);
    case 'ChangeDecided':
      return event.decided.decision === 'block' ? CHANNEL : [];
    case 'LandedWithoutPermission':
      return CHANNEL;
    default:
      return [];
  }
}

const CHANNEL: readonly { readonly to: Audience; readonly isMandatory: boolean }[] = [
  { to: { kind: 'channel' }, isMandatory: false },
];
const CHANNEL_ALWAYS: readonly { readonly to: Audience; readonly isMandatory: boolean }[] = [
  { to: { kind: 'channel' }, isMandatory: true },
];
