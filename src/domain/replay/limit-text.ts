import { LABEL_NOISE } from '../label/index.ts';
import type { WaitAssumption } from '../review/index.ts';
import { CENSORED_DAYS, type LabelSource, type ReplayRow } from './model.ts';
import { isHarm } from './tally.ts';

/** Below this many harmful changes the range says more than the share. */
const FEW_HARMFUL = 20;

const STATED = 'A revert that was planned, or that undoes one commit of a larger change, counts as well.';

/** What harm is counted from, and how far that can be believed. */
const SOURCE_TEXT: Readonly<Record<LabelSource, readonly string[]>> = {
  stated: [
    `Harm is counted from explicit reverts and Fixes: trailers in later history only. Other harm is not seen: the counts are a lower bound. ${STATED}`,
  ],
  traced: [
    `Harm is counted from reverts, Fixes: trailers, and changes whose lines a later fix changed (or that a fix of the same files followed within 72 hours). ${STATED}`,
    ...LABEL_NOISE.flatMap(({ kind, precision, recall }) => {
      if (precision === null || recall === null || (kind !== 'szz' && kind !== 'hotfix')) return [];
      const name = kind === 'szz' ? 'by blame of the lines' : 'by a fix within 72 hours';
      return [
        `Labels ${name} are noisy: of those checked, developers named the same change in ${percent(precision.value)} (${percent(precision.low)} to ${percent(precision.high)}, n ${precision.n}), and ${percent(recall.value)} of the causes they named were found (n ${recall.n}).`,
      ];
    }),
  ],
};

/** The sentences that must stand beside the figures, the most important first; never empty. */
export function limitsOf(rows: readonly ReplayRow[], labels: LabelSource, wait: WaitAssumption): readonly string[] {
  const count = (test: (row: ReplayRow) => boolean) => rows.filter(test).length;
  const harm = count(isHarm);
  const censored = count((row) => row.label.kind === 'censored');
  const unsized = count((row) => row.sizePercentile === null);
  const unevaluable = count((row) => row.verdict.unevaluable.length > 0);
  return [
    ...SOURCE_TEXT[labels],
    '“Held” is not “prevented”: a review may have missed the fault, and a held change might have been improved and landed.',
    'History records no sign-offs that this policy could count, so every requirement counts as missing: the replay shows what would have been asked.',
    'Senior minutes are predicted from the size, spread and kind of each change and what its author did before, not measured.',
    `Hours of waiting are ${wait.method}. History does not say which changes waited for a review anyway, so the delay that a policy adds is at most this; a queue that grows because more is asked than the seniors can give comes on top.`,
    ...fewHarmful(harm),
    ...(censored > 0
      ? [
          `${number(censored)} ${censored === 1 ? 'change' : 'changes'} landed within ${CENSORED_DAYS} days of the newest and may yet prove harmful: counted neither as harm nor as harmless.`,
        ]
      : []),
    ...(unsized > 0
      ? [
          `The size of ${number(unsized)} ${unsized === 1 ? 'change' : 'changes'} could not be compared with enough earlier ones.`,
        ]
      : []),
    ...(unevaluable > 0
      ? [
          `For ${number(unevaluable)} ${unevaluable === 1 ? 'change' : 'changes'} a rule asked for a fact that is not known; that holds.`,
        ]
      : []),
  ];
}

function fewHarmful(harm: number): readonly string[] {
  if (harm === 0)
    return ['No harmful change was found: that is no proof that there was none, and no rule can be judged by it.'];
  if (harm >= FEW_HARMFUL) return [];
  return [`Only ${harm} harmful ${harm === 1 ? 'change was' : 'changes were'} found: read the range, not the share.`];
}

function number(value: number): string {
  return value.toLocaleString('en-GB');
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
