import { describe, expect, it } from 'vitest';
import type { FlagEvent } from '../../domain/flag/index.ts';
import type { Incident } from '../../domain/incident/index.ts';
import { instant } from '../../kernel/index.ts';
import { flagPart, resultOf } from './record-evidence.ts';

const MINUTE = 60_000;
const at = instant(100 * MINUTE);
const act = { candidate: 'flag:x', action: 'switched-off', at, result: 'unknown' } as const;
const told = (mitigatedAt: number | null) => ({ mitigatedAt, closedAt: null }) as Incident;

describe('resultOf', () => {
  it('takes an end within twenty minutes of an undoing for its effect, a later one or none for the opposite', () => {
    expect(resultOf(act, told(at + 5 * MINUTE), instant(at + 60 * MINUTE)).result).toBe('recovered');
    expect(resultOf(act, told(at + 50 * MINUTE), instant(at + 60 * MINUTE)).result).toBe('unchanged');
    expect(resultOf(act, told(null), instant(at + 60 * MINUTE)).result).toBe('unchanged');
  });

  it('says nothing while it is too early, or where it was over before', () => {
    expect(resultOf(act, told(null), instant(at + 5 * MINUTE)).result).toBe('unknown');
    expect(resultOf(act, told(at - MINUTE), instant(at + 60 * MINUTE)).result).toBe('unknown');
  });
});

describe('flagPart', () => {
  it('takes a flag that is killed for an undoing of that flag', () => {
    const kill = { flag: 'x', variant: null, reason: 'it fails', by: null, at, until: null };
    const event: FlagEvent = { kind: 'FlagKilled', id: 'local:shop', kill };
    expect(flagPart(event)).toEqual({ interventions: [act] });
  });
});
