import {
  type CaseEvidence,
  type ControlComparison,
  type EventShare,
  EXTERNAL_KINDS,
  type IncidentAlert,
  type Intervention,
  type StatedExternal,
} from '../../domain/attribution/index.ts';
import type { GapList } from './gap.ts';
import { numberOf, recordOf, textOf, timeOf } from './value.ts';

/** Reads `{service, metric, fired_at, summary}`; `null` where there is none that says when it fired. */
export function readAlert(value: unknown, gaps: GapList): IncidentAlert | null {
  if (value === undefined || value === null) return null;
  const record = recordOf(value);
  const firedAt =
    record === null
      ? null
      : timeOf(record['fired_at'] ?? record['firedAt'] ?? record['timestamp'] ?? record['startsAt']);
  if (record === null || firedAt === null) {
    gaps.note('alert.json', 'needs a fired_at');
    return null;
  }
  return {
    service: textOf(record, 'service') ?? '',
    metric: textOf(record, 'metric') ?? '',
    text: [textOf(record, 'monitor'), textOf(record, 'summary', 'message', 'title')]
      .filter((part) => part !== null)
      .join(': '),
    firedAt,
  };
}

/** What was done and compared, and what was seen outside; each part may be absent. */
export function readActs(
  parts: {
    readonly controls: unknown;
    readonly interventions: unknown;
    readonly external: unknown;
    readonly calls: unknown;
    readonly asserted: unknown;
  },
  gaps: GapList,
): Pick<CaseEvidence, 'controls' | 'interventions' | 'externals' | 'calls' | 'asserted'> {
  return {
    controls: each('controls', parts.controls, {
      gaps,
      read: controlOf,
      needs: 'a candidate, and treated and control with bad and all',
    }),
    interventions: each('interventions', parts.interventions, {
      gaps,
      read: interventionOf,
      needs: 'a candidate, a timestamp and an action: rolled-back, switched-off or re-applied',
    }),
    externals: each('external', parts.external, {
      gaps,
      read: externalOf,
      needs: `a text and a kind: ${EXTERNAL_KINDS.join(', ')}`,
    }),
    calls: each('calls', parts.calls, { gaps, read: callOf, needs: 'a caller and a callee' }),
    asserted: each('asserted', parts.asserted, {
      gaps,
      read: ({ id }) => (typeof id === 'string' ? id : null),
      needs: 'an id',
    }),
  };
}

type Row = Readonly<Record<string, unknown>>;
const ROWS_MOST = 10_000;

function each<T>(
  name: string,
  value: unknown,
  { gaps, read, needs }: { readonly gaps: GapList; readonly read: (row: Row) => T | null; readonly needs: string },
): T[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    gaps.note(name, 'is no list');
    return [];
  }
  return value.slice(0, ROWS_MOST).flatMap((item, index) => {
    const row = read(recordOf(item) ?? (typeof item === 'string' ? { id: item } : {}));
    if (row === null) gaps.note(`${name}:${index}`, `needs ${needs}`);
    return row === null ? [] : [row];
  });
}

function controlOf(row: Row): ControlComparison | null {
  const candidate = textOf(row, 'candidate');
  const treated = shareOf(row['treated']);
  const control = shareOf(row['control']);
  return candidate === null || treated === null || control === null ? null : { candidate, treated, control };
}

function shareOf(value: unknown): EventShare | null {
  const record = recordOf(value) ?? {};
  const bad = numberOf(record['bad']);
  const all = numberOf(record['all']);
  return bad === null || all === null || bad < 0 || all < bad ? null : { bad, all };
}

function interventionOf(row: Row): Intervention | null {
  const candidate = textOf(row, 'candidate');
  const at = timeOf(row['timestamp'] ?? row['at']);
  const action = (['rolled-back', 'switched-off', 're-applied'] as const).find((one) => one === row['action']);
  const result = (['recovered', 'unchanged', 'returned'] as const).find((one) => one === row['result']) ?? 'unknown';
  return candidate === null || at === null || action === undefined ? null : { candidate, action, at, result };
}

function externalOf(row: Row): StatedExternal | null {
  const kind = EXTERNAL_KINDS.find((one) => one === row['kind']);
  const text = textOf(row, 'text', 'summary');
  return kind === undefined || text === null ? null : { kind, at: timeOf(row['timestamp'] ?? row['at']), text };
}

function callOf(row: Row): { readonly caller: string; readonly callee: string } | null {
  const caller = textOf(row, 'caller', 'from');
  const callee = textOf(row, 'callee', 'to');
  return caller === null || callee === null ? null : { caller, callee };
}
