import type { PolicyDifferenceDocument, PolicyFlip } from '../../../contract/index.ts';
import { shareText } from './number.ts';
import { plain } from './plain.ts';
import { plural, thousands } from './wording.ts';

/** How a change flips, as words before a count. */
export const FLIP_TEXT: Readonly<Record<PolicyFlip['kind'], string>> = {
  'newly-held': 'newly held',
  'newly-freed': 'newly freed',
  'newly-refused': 'newly refused',
  'no-longer-refused': 'no longer refused',
  'asks-otherwise': 'held for something else',
};

/** The kinds in the order they are told. */
export const FLIP_KINDS = Object.keys(FLIP_TEXT) as readonly PolicyFlip['kind'][];

/** The changes on which the difference is told, in the words of two policies: one sentence a figure. */
export function differenceSentences(difference: PolicyDifferenceDocument): readonly string[] {
  const { held, harm, harmless, senior_minutes, delay } = difference;
  const net = harm.net.value ?? 0;
  const range =
    harm.net.low === null || harm.net.high === null ? '' : ` (${signed(harm.net.low)} to ${signed(harm.net.high)})`;
  const minutes = senior_minutes.per_week;
  const minuteRange =
    minutes.low === null || minutes.high === null ? '' : ` (${signed(minutes.low)} to ${signed(minutes.high)})`;
  return [
    `held ${thousands(held.policy)} instead of ${thousands(held.against)}: ${thousands(held.more)} more, ${thousands(held.less)} fewer`,
    harm.n === 0
      ? 'no harmful change to tell them apart by'
      : `harmful changes gained ${shareText(harm.gained)}; lost ${shareText(harm.lost)}; net ${signed(net)}${range}`,
    `harmless changes held: ${thousands(harmless.more)} more, ${thousands(harmless.less)} fewer`,
    `senior minutes a week ${signed(minutes.value ?? 0)}${minuteRange}`,
    `hours of waiting a week ${signed(delay.policy.hours_per_week - delay.against.hours_per_week)}, by assumption: ${plural(delay.policy.changes, 'change')} ${delay.policy.changes === 1 ? 'waits' : 'wait'} instead of ${thousands(delay.against.changes)}`,
    ...(difference.unevaluable === 0
      ? []
      : [
          `${plural(difference.unevaluable, 'flip')} ${difference.unevaluable === 1 ? 'rests' : 'rest'} only on rules that could not be evaluated: listed apart, in no count by kind`,
        ]),
  ];
}

/** Said once beside a difference. */
export const DIFFERENCE_LIMIT =
  'Both policies are judged on the same facts in one pass, as if every rule were enforced: a change of mode alone flips nothing here.';

/** `+12`, `−0.4`, `0`. */
export function signed(value: number): string {
  const size = Math.abs(value);
  const text = size < 9.95 ? size.toFixed(1).replace(/\.0$/, '') : thousands(size);
  return text === '0' ? '0' : `${value > 0 ? '+' : '−'}${text}`;
}

/** The rules behind a flip: `small-fix (against), risky-large`. */
export function flipRules({ rules, kind }: PolicyFlip): string {
  if (rules.length === 0) return 'the policy could not be used';
  return rules
    .map(({ rule, side }) =>
      kind === 'asks-otherwise' && side === 'against' ? `no longer ${plain(rule)}` : plain(rule),
    )
    .join(', ');
}

/** `enforce`, `advise → enforce`, `new`, `gone`. */
export function modeText({ policy, against }: PolicyDifferenceDocument['rules'][number]['mode']): string {
  if (policy === against) return policy ?? '';
  if (against === null) return `new, ${policy}`;
  return policy === null ? 'gone' : `${against} → ${policy}`;
}
