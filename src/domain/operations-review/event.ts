import type { Digest, Instant } from '../../kernel/index.ts';
import type { ReviewDecision, ReviewRecord } from './model.ts';
import { emptyRecord } from './model.ts';
import type { WheelDraw } from './wheel.ts';

/** What happened to the review of a week. Members are JSON data; a new shape is a new schema version with an up-caster. */
export type ReviewEvent =
  /** The document as it stood at the cut-off, kept beside the log. */
  | {
      readonly kind: 'ReviewFrozen';
      readonly week: string;
      readonly document: Digest;
      readonly cutOff: Instant;
      readonly at: Instant;
    }
  | {
      readonly kind: 'ReviewWheelSpun';
      readonly week: string;
      readonly draw: WheelDraw;
      readonly by: string;
      readonly at: Instant;
    }
  | { readonly kind: 'ReviewDecisionTaken'; readonly week: string; readonly decision: ReviewDecision }
  | {
      readonly kind: 'ReviewDecisionEnded';
      readonly week: string;
      readonly id: string;
      readonly state: 'done' | 'dropped';
      readonly at: Instant;
    };

/** Every kind, for whoever reads a log. */
export const REVIEW_EVENTS = [
  'ReviewFrozen',
  'ReviewWheelSpun',
  'ReviewDecisionTaken',
  'ReviewDecisionEnded',
] as const satisfies readonly ReviewEvent['kind'][];

/** What is recorded of a week after an event. */
export function evolveReview(before: ReviewRecord | null, event: ReviewEvent): ReviewRecord {
  const record = before ?? emptyRecord(event.week);
  switch (event.kind) {
    case 'ReviewFrozen':
      return { ...record, frozen: { document: event.document, cutOff: event.cutOff, at: event.at } };
    case 'ReviewWheelSpun':
      return { ...record, wheel: { ...event.draw, by: event.by, at: event.at } };
    case 'ReviewDecisionTaken':
      return { ...record, decisions: [...record.decisions, event.decision] };
    case 'ReviewDecisionEnded':
      return {
        ...record,
        decisions: record.decisions.map((each) => (each.id === event.id ? { ...each, state: event.state } : each)),
      };
  }
}
