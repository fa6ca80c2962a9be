import type { IncidentReport, IncidentRow } from '../../../contract/index.ts';
import type { Sign } from '../../part/mark.tsx';
import { countText, minutesText } from '../../text/number.ts';

interface Look {
  readonly sign: Sign;
  readonly word: string;
}

/** A shape and one word for how an incident stands. */
export function standOf({ stage, ending }: Pick<IncidentRow, 'stage' | 'ending'>): Look {
  if (stage === 'closed') return { sign: 'pass', word: ENDING_WORD[ending ?? 'resolved'] };
  return STAGE[stage];
}

const STAGE: Readonly<Record<Exclude<IncidentRow['stage'], 'closed'>, Look>> = {
  triage: { sign: 'unsure', word: 'Proposed' },
  open: { sign: 'stop', word: 'Open' },
  mitigated: { sign: 'hold', word: 'Mitigated' },
};

const ENDING_WORD: Readonly<Record<NonNullable<IncidentRow['ending']>, string>> = {
  resolved: 'Closed',
  unconfirmed: 'Unconfirmed',
  duplicate: 'Duplicate',
  'no-incident': 'No incident',
};

/** What is known of a subject, as a shape and a word. */
export const VERDICT_LOOK: Readonly<Record<IncidentRow['ai_role']['kind'], Look>> = {
  unknown: { sign: 'unsure', word: 'Not known' },
  agreed: { sign: 'pass', word: 'Nobody says otherwise' },
  disputed: { sign: 'hold', word: 'Disputed' },
  settled: { sign: 'pass', word: 'Settled by a human' },
};

/** Which change did it, as a shape and a word. */
export const CAUSE_LOOK: Readonly<Record<IncidentRow['cause']['kind'], Look>> = {
  unknown: { sign: 'unsure', word: 'Not known' },
  none: { sign: 'pass', word: 'No change' },
  suspect: { sign: 'hold', word: 'Suspect' },
  cause: { sign: 'stop', word: 'Cause' },
};

/** What people may differ on. */
export const SUBJECT_WORD: Readonly<Record<IncidentRow['disputes'][number], string>> = {
  trigger: 'trigger',
  'root-cause': 'root cause',
  'ai-role': 'part of AI',
};

/** What a figure of harm counts. */
export const MEASURE_WORD: Readonly<Record<IncidentReport['impact'][number]['measure'], string>> = {
  minutes: 'how long',
  orders: 'lost orders',
  users: 'users who felt it',
  errors: 'errors',
  amount: 'money',
  'conversion-drop': 'share of orders lost',
};

/** How evidence of a grade is put. */
export const GRADE_TEXT: Readonly<Record<IncidentReport['links'][number]['grade'], string>> = {
  asserted: 'somebody says so',
  temporal: 'it came before',
  spatial: 'it came before, at the same place',
  mechanism: 'it explains what was seen',
  intervention: 'taking it back ended the harm',
};

const MEASURE: Readonly<Record<IncidentReport['impact'][number]['measure'], (value: number) => string>> = {
  minutes: (value) => minutesText(value),
  orders: (value) => countText(value),
  users: (value) => countText(value),
  errors: (value) => countText(value),
  amount: (value) => countText(value),
  'conversion-drop': (value) => `${Math.round(value * 1_000) / 10} %`,
};

/** A figure of harm as people say it, with both ends where they differ. */
export function impactText({ measure, range, currency }: IncidentReport['impact'][number]): string {
  const text = MEASURE[measure];
  const money = currency === null ? '' : `${currency} `;
  const [low, high] = [text(range.low), text(range.high)];
  if (range.low === range.high) return `${money}${low}`;
  // The unit stands once, where both ends have the same.
  const unit = high.replace(/^[\d.,]+/, '');
  return `${money}${low.endsWith(unit) ? low.slice(0, low.length - unit.length) : low} to ${money}${high}`;
}

/** Where it hurts; nothing named is not nothing. */
export function placesText({ flows, services, environment }: IncidentRow['scope']): string {
  const named = [...flows.map((flow) => `flow ${flow}`), ...services].join(', ');
  return `${named === '' ? 'no place is named' : named}${environment === null ? '' : ` in ${environment}`}`;
}
