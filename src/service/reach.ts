import type { OperationSummary, ReachSummary } from '../contract/index.ts';
import type { Assessment } from '../control/index.ts';
import { excerpt, printable } from '../kernel/index.ts';

/** Operations and unread parts named in one document; the count is whole. */
const SHOWN = 50;
const SHOWN_UNREAD = 20;
/** Characters of one sentence. */
const TEXT_LENGTH = 300;

/** The contract's summary of what the content of a change does; `null` where it was not read. */
export function operationSummaryOf({ reach, reversal }: Assessment): OperationSummary | null {
  const { operations: reading } = reach;
  if (reading === null || reversal === null) return null;
  return {
    reversible: reversal.answer,
    next_step: reversal.nextStep,
    found: reading.operations.slice(0, SHOWN).map(({ rule, place, what, effects, certainty, safer }) => ({
      rule,
      path: printable(place.path),
      line: place.line,
      what: excerpt(what, TEXT_LENGTH),
      effects: [...effects],
      certainty,
      safer: excerpt(safer, TEXT_LENGTH),
    })),
    count: reading.operations.length,
    unread: reading.unread.slice(0, SHOWN_UNREAD).map(({ path, message }) => ({
      path: printable(path),
      message: excerpt(message, TEXT_LENGTH),
    })),
  };
}

/** The contract's summary of what a change reaches; `null` where nobody asked. */
export function reachSummaryOf({ reach: { places } }: Assessment): ReachSummary | null {
  if (places === null) return null;
  const { rings } = places;
  return {
    tier: places.tier,
    services: places.services.map(({ id }) => printable(id)),
    flows: places.flows.map(({ id }) => printable(id)),
    dependents: rings === null ? null : (rings.find(({ hops }) => hops === 1)?.files ?? 0),
    files: rings === null ? null : rings.reduce((sum, { files }) => sum + files, 0),
    money: places.exposure.money.map(({ currency, perMinute }) => ({ currency, per_minute: perMinute })),
  };
}
