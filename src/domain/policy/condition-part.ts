import type { ASTNode, ParseResult } from '@marcbachmann/cel-js';
import { assertNever } from '../../kernel/index.ts';
import { CONDITION_ENVIRONMENT, type ConditionContext } from './condition-environment.ts';
import { summariseTree } from './condition-tree.ts';

/** Kleene's three values. */
export type Truth = 'true' | 'false' | 'unknown';

/** A condition taken apart at `&&`, `||` and `!`; a leaf is what people read as one test. */
export type ConditionPart =
  | { readonly kind: 'all' | 'any'; readonly text: string; readonly parts: readonly ConditionPart[] }
  | { readonly kind: 'not'; readonly text: string; readonly part: ConditionPart }
  | ConditionLeaf;

/** One test of a condition. */
export interface ConditionLeaf {
  readonly kind: 'leaf';
  readonly text: string;
  /** Facts it mentions, sorted. */
  readonly facts: readonly string[];
  readonly program: ParseResult;
}

/** Takes a checked condition apart; chains of the same operator become one part with many members. */
export function takeApart(text: string, node: ASTNode): ConditionPart {
  const shown = text.slice(node.range.start, node.range.end);
  switch (node.op) {
    case '&&':
    case '||': {
      const members = chain(node, node.op).map((member) => takeApart(text, member));
      return { kind: node.op === '&&' ? 'all' : 'any', text: shown, parts: members };
    }
    case '!_':
      return { kind: 'not', text: shown, part: takeApart(text, node.args) };
    default:
      return {
        kind: 'leaf',
        text: shown,
        facts: summariseTree(node).facts,
        program: CONDITION_ENVIRONMENT.parse(shown),
      };
  }
}

/** The truth of a part over facts. */
export function truthOf(part: ConditionPart, context: ConditionContext): Truth {
  return truthWith(part, (leaf) => leafTruth(leaf, context));
}

/** The truth of a part where `truthOfLeaf` says what each leaf is; Kleene's three-valued logic. */
export function truthWith(part: ConditionPart, truthOfLeaf: (leaf: ConditionLeaf) => Truth): Truth {
  switch (part.kind) {
    case 'leaf':
      return truthOfLeaf(part);
    case 'not':
      return negated(truthWith(part.part, truthOfLeaf));
    case 'all':
      return conjunction(part.parts.map((each) => truthWith(each, truthOfLeaf)));
    case 'any':
      return negated(conjunction(part.parts.map((each) => negated(truthWith(each, truthOfLeaf)))));
    default:
      return assertNever(part);
  }
}

/** All leaves, in reading order. */
export function leavesOf(part: ConditionPart): readonly ConditionLeaf[] {
  switch (part.kind) {
    case 'leaf':
      return [part];
    case 'not':
      return leavesOf(part.part);
    default:
      return part.parts.flatMap(leavesOf);
  }
}

/** The leaves whose truth makes the part what it is: all of a true "and", the true ones of a true "or". */
export function decidingLeaves(part: ConditionPart, context: ConditionContext): readonly ConditionLeaf[] {
  switch (part.kind) {
    case 'leaf':
      return [part];
    case 'not':
      return decidingLeaves(part.part, context);
    default: {
      const truth = truthOf(part, context);
      return part.parts
        .filter((each) => truthOf(each, context) === truth)
        .flatMap((each) => decidingLeaves(each, context));
    }
  }
}

/** The other truth; unknown stays unknown. */
export function negated(truth: Truth): Truth {
  if (truth === 'unknown') return 'unknown';
  return truth === 'true' ? 'false' : 'true';
}

function conjunction(truths: readonly Truth[]): Truth {
  if (truths.includes('false')) return 'false';
  return truths.includes('unknown') ? 'unknown' : 'true';
}

/** An error of any kind is unknown here; {@link evaluateCondition} tells errors apart. */
function leafTruth(leaf: ConditionLeaf, context: ConditionContext): Truth {
  try {
    return leaf.program(context) === true ? 'true' : 'false';
  } catch {
    return 'unknown';
  }
}

function chain(node: ASTNode, op: '&&' | '||'): readonly ASTNode[] {
  return node.op === op ? node.args.flatMap((member) => chain(member, op)) : [node];
}
