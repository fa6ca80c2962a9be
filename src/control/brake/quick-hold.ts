import type { BrakeHold } from '../../domain/brake/index.ts';
import { type Blocker, brakeBlocker, type DecisionValue } from '../../domain/gate/index.ts';
import type { DecidedRevision, Submission } from '../../domain/submission/index.ts';
import { canonicalJson, digestOfJson, type Instant, instant } from '../../kernel/index.ts';
import type { ServerNode } from '../server/port.ts';
import { handle } from '../server/stream.ts';

/** The document of a decision with what brakes put in its way. */
export type BrakedDocument = (
  document: unknown,
  held: { readonly blockers: readonly Blocker[]; readonly decision: DecisionValue; readonly at: Instant },
) => unknown;

/**
 * Holds a change that no brake held, by what its decision rested on: everything but the brakes is as it was, so that nothing is read
 * anew and its check follows at once. Whatever else happened to it meanwhile, a whole judgement follows. False = it has to be judged whole.
 */
export async function holdQuickly(options: {
  readonly node: ServerNode;
  readonly state: Submission;
  readonly holds: readonly BrakeHold[];
  readonly brakedDocument: BrakedDocument;
  readonly now: () => Instant;
}): Promise<boolean> {
  const { node, state, holds, brakedDocument, now } = options;
  const { decided } = state;
  if (decided === null || !mayHoldQuickly(state) || holds.length === 0) return false;
  const text = await node.store.documents.get(decided.documentDigest);
  if (text === null) return false;
  const at = now();
  const blockers = holds.map(brakeBlocker);
  const decision = decided.decision === 'allow' ? 'hold' : decided.decision;
  const document = brakedDocument(JSON.parse(text), { blockers, decision, at });
  const documentDigest = await node.store.documents.put(canonicalJson(document));
  const next = heldBy(decided, { holds, blockers, decision, documentDigest, at });
  const { answer } = await handle<boolean>({
    store: node.store,
    id: state.id,
    actor: null,
    now,
    plan: (current) => {
      // What was said in between counts: then the whole is judged again.
      const isSame =
        current !== null &&
        mayHoldQuickly(current) &&
        canonicalJson(current.decided) === canonicalJson(decided) &&
        current.rechecks === state.rechecks;
      if (!isSame) return { events: [], answer: false };
      return { events: [{ kind: 'ChangeDecided', id: state.id, decided: next }], answer: true };
    },
  });
  return answer;
}

/** Its newest decision is of what stands there now, knows of brakes, and none held it. */
function mayHoldQuickly({ state, isDue, decided, revision }: Submission): boolean {
  return (
    state === 'open' &&
    !isDue &&
    decided !== null &&
    decided.head === revision.head &&
    decided.contentDigest === revision.contentDigest &&
    decided.brakes?.holding.length === 0
  );
}

function heldBy(
  decided: DecidedRevision,
  given: {
    readonly holds: readonly BrakeHold[];
    readonly blockers: readonly Blocker[];
    readonly decision: DecisionValue;
    readonly documentDigest: DecidedRevision['documentDigest'];
    readonly at: Instant;
  },
): DecidedRevision {
  const { holds, blockers, decision, documentDigest, at } = given;
  const { brakes } = decided;
  if (brakes === undefined) throw new RangeError('only what was judged with brakes is held by them');
  const reasons = blockers.map(({ code, rule, mode, effect }) => ({ code, rule, mode, effect }));
  return {
    ...decided,
    decision,
    wouldDecide: decided.wouldDecide === 'allow' ? 'hold' : decided.wouldDecide,
    mode: 'enforce',
    factsDigest: digestOfJson({ facts: decided.factsDigest, brakes: holds }),
    documentDigest,
    reasons: [...decided.reasons, ...reasons],
    brakes: {
      ...brakes,
      holding: holds.map(({ brake }) => brake),
      since: instant(Math.max(...holds.map(({ strictSince }) => strictSince))),
    },
    at,
  };
}
