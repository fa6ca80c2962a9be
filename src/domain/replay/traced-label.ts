import type { Label } from '../label/index.ts';
import type { LandedStatement } from './label.ts';
import { type ChangeLabel, LABELLED_BY_LIMIT } from './model.ts';

/**
 * Adds what tracing found to labels that messages state, in the same order (oldest first): a change that nothing stated is
 * `fixed` by `blame` where a later fix changed lines that it was the last to write, else by `hotfix`. Neighbouring lines
 * are too weak to label one change. A label only ever points back: what names itself or something later labels nothing.
 */
export function withTracedLabels(
  labels: readonly ChangeLabel[],
  statements: readonly LandedStatement[],
  traced: readonly Label[],
): readonly ChangeLabel[] {
  const position = new Map(
    statements.flatMap(({ commits }, index) => commits.map((commit) => [commit, index] as const)),
  );
  const fixers = { blame: new Map<number, Set<number>>(), hotfix: new Map<number, Set<number>>() };
  for (const { kind, culprit, by } of traced) {
    const evidence = kind === 'szz' ? 'blame' : kind === 'hotfix' ? 'hotfix' : null;
    const from = position.get(culprit);
    const to = position.get(by);
    if (evidence === null || from === undefined || to === undefined || from >= to) continue;
    const known = fixers[evidence].get(from) ?? new Set();
    fixers[evidence].set(from, known.add(to));
  }
  return labels.map((label, index) => {
    if (label.kind === 'reverted' || label.kind === 'fixed') return label;
    for (const evidence of ['blame', 'hotfix'] as const) {
      const by = [...(fixers[evidence].get(index) ?? [])].sort((a, b) => a - b);
      if (by.length > 0) {
        const commits = by.slice(0, LABELLED_BY_LIMIT).flatMap((at) => statements[at]?.commit ?? []);
        return { kind: 'fixed', evidence, by: commits };
      }
    }
    return label;
  });
}
