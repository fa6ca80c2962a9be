import type { Submission } from '../../domain/submission/index.ts';
import type { TraceFacts, TraceIds } from '../../kernel/index.ts';

/**
 * What a span says of a submission: where it stands on its forge. The key of an operation is its author's own words, so of
 * one only its kind is told.
 */
export function submissionFacts({ kind, ref }: Pick<Submission, 'kind' | 'ref'>): TraceFacts {
  const common = { 'firebreak.change.kind': kind };
  if (ref === null) return common;
  const { forge, repository, number } = ref;
  return {
    ...common,
    'firebreak.forge': forge,
    'firebreak.repository': repository,
    'firebreak.change.number': number,
  };
}

/** Spans that made submissions due on this node, so that the trace of a decision leads back to its webhook. */
export interface Causes {
  add(id: string, cause: TraceIds | null): void;
  /** Takes them. */
  of(id: string): readonly TraceIds[];
}

/** Ids and spans that are remembered; a node that is so far behind loses links, no work. */
const MAX_IDS = 10_000;
const MAX_EACH = 8;

export function openCauses(): Causes {
  const byId = new Map<string, readonly TraceIds[]>();
  return {
    add(id, cause) {
      if (cause === null || (byId.size >= MAX_IDS && !byId.has(id))) return;
      byId.set(id, [...(byId.get(id) ?? []), cause].slice(-MAX_EACH));
    },
    of(id) {
      const causes = byId.get(id) ?? [];
      byId.delete(id);
      return causes;
    },
  };
}
