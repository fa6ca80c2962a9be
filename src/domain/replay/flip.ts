import { waits } from './delay.ts';
import type { Flip, FlipKind, FlipSide } from './difference-model.ts';
import type { HoldingRule, ReplayRow, ReplayVerdict } from './model.ts';

/** How the verdicts of two policies on one change differ; `null` where they ask for the same. */
export function flipOf(row: ReplayRow, other: ReplayVerdict): Flip | null {
  const own = row.verdict;
  const kind = kindOf(own, other);
  if (kind === null) return null;
  const rules = rulesOf(kind, own, other);
  return {
    commit: row.commit,
    title: row.title,
    pullRequest: row.pullRequest,
    landedAt: row.landedAt,
    label: row.label.kind,
    kind,
    unevaluable: rules.every(({ evaluable }) => !evaluable),
    rules: rules.map(({ rule, side }) => ({ rule, side })),
    policy: sideOf(own),
    against: sideOf(other),
  };
}

function kindOf(own: ReplayVerdict, other: ReplayVerdict): FlipKind | null {
  const held = (verdict: ReplayVerdict) => verdict.decision !== 'allow';
  if (own.decision === 'block' && other.decision !== 'block') return 'newly-refused';
  if (own.decision !== 'block' && other.decision === 'block') return 'no-longer-refused';
  if (held(own) !== held(other)) return held(own) ? 'newly-held' : 'newly-freed';
  return sameAsked(own, other) ? null : 'asks-otherwise';
}

/** Another rule that asks for the same is no difference to anybody. */
function sameAsked(own: ReplayVerdict, other: ReplayVerdict): boolean {
  return (
    own.seniorMinutes === other.seniorMinutes &&
    own.decision === other.decision &&
    asksOf(own).join('\n') === asksOf(other).join('\n') &&
    own.unevaluable.length > 0 === other.unevaluable.length > 0
  );
}

interface PartInFlip {
  readonly rule: string;
  readonly side: 'policy' | 'against';
  readonly evaluable: boolean;
}

/** The rules behind a flip: of the side that holds, or refuses; of both where both hold, those that the other lacks. */
function rulesOf(kind: FlipKind, own: ReplayVerdict, other: ReplayVerdict): readonly PartInFlip[] {
  switch (kind) {
    case 'newly-held':
      return partsOf(own, 'policy');
    case 'newly-freed':
      return partsOf(other, 'against');
    case 'newly-refused':
      return partsOf({ ...own, holding: refusing(own), unevaluable: [] }, 'policy');
    case 'no-longer-refused':
      return partsOf({ ...other, holding: refusing(other), unevaluable: [] }, 'against');
    case 'asks-otherwise':
      return [...partsOf(beyond(own, other), 'policy'), ...partsOf(beyond(other, own), 'against')].sort(byRule);
  }
}

function refusing({ holding }: ReplayVerdict): readonly HoldingRule[] {
  return holding.filter(({ effect }) => effect === 'block');
}

/** What one verdict has that the other lacks. */
function beyond(one: ReplayVerdict, other: ReplayVerdict): ReplayVerdict {
  const key = ({ rule, seniorMinutes, asks }: HoldingRule) => [rule, seniorMinutes, ...asks].join('\n');
  const known = new Set(other.holding.map(key));
  return {
    ...one,
    holding: one.holding.filter((rule) => !known.has(key(rule))),
    unevaluable: one.unevaluable.filter((rule) => !other.unevaluable.includes(rule)),
  };
}

function partsOf(verdict: ReplayVerdict, side: PartInFlip['side']): readonly PartInFlip[] {
  const matched = verdict.holding.map(({ rule }) => ({ rule, side, evaluable: true }));
  const unknown = verdict.unevaluable.map((rule) => ({ rule, side, evaluable: false }));
  return [...matched, ...unknown].sort(byRule);
}

function byRule(one: PartInFlip, other: PartInFlip): number {
  return one.rule < other.rule ? -1 : one.rule > other.rule ? 1 : 0;
}

function asksOf({ holding }: ReplayVerdict): readonly string[] {
  return [...new Set(holding.flatMap(({ asks }) => asks))].sort();
}

function sideOf(verdict: ReplayVerdict): FlipSide {
  return {
    decision: verdict.decision,
    asks: asksOf(verdict),
    seniorMinutes: verdict.seniorMinutes,
    waits: waits(verdict),
  };
}
