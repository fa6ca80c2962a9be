import { assert, canonicalJson } from '../kernel/index.ts';
import type { Envelope } from './model.ts';

/** Lifts the payload of one type from one schema version to the next; pure and total. */
export interface UpCaster {
  readonly type: string;
  readonly from: number;
  readonly lift: (payload: unknown) => unknown;
}

/**
 * Lifts an event as far as the casters go. What is stored and what the digest covers stay as they are: only the reader's copy
 * changes, so its digest is that of the original.
 */
export function upCasting(casters: readonly UpCaster[]): (envelope: Envelope) => Envelope {
  const byStep = new Map(casters.map((caster) => [`${caster.type}/${caster.from}`, caster]));
  assert(byStep.size === casters.length, 'each step of a type has one up-caster');
  if (byStep.size === 0) return (envelope) => envelope;
  return (envelope) => {
    let { schemaVersion } = envelope;
    let caster = byStep.get(`${envelope.type}/${schemaVersion}`);
    if (caster === undefined) return envelope;
    let payload: unknown = JSON.parse(envelope.payload);
    while (caster !== undefined) {
      payload = caster.lift(payload);
      schemaVersion += 1;
      caster = byStep.get(`${envelope.type}/${schemaVersion}`);
    }
    return { ...envelope, schemaVersion, payload: canonicalJson(payload) };
  };
}
