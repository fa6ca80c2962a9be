import type { ASTNode } from '@marcbachmann/cel-js';
import type { ConditionContext } from './condition-environment.ts';
import { type ConditionLeaf, type ConditionPart, type Truth, truthWith } from './condition-part.ts';
import { factDefinition } from './fact-table.ts';

/** What a condition is whatever the facts are; `unknown` = it depends on them. */
export function constantTruth(part: ConditionPart): Truth {
  return truthWith(part, leafConstant);
}

/** What a condition is where one fact is unknown and nothing is known of the others. */
export function truthWithout(part: ConditionPart, fact: string): Truth {
  return truthWith(part, (leaf) => (leaf.text.trim() === `has(${fact})` ? 'false' : leafConstant(leaf)));
}

const NO_FACTS: ConditionContext = {};

/** A leaf without facts is what it evaluates to; a comparison outside the range of its fact is always false or true. */
function leafConstant(leaf: ConditionLeaf): Truth {
  if (leaf.facts.length === 0) {
    try {
      return leaf.program(NO_FACTS) === true ? 'true' : 'false';
    } catch {
      return 'unknown';
    }
  }
  return comparisonConstant(leaf.program.ast);
}

const MIRROR: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '==': '==', '!=': '!=' };

function comparisonConstant(node: ASTNode): Truth {
  const mirrored = MIRROR[node.op];
  if (mirrored === undefined) return 'unknown';
  const [left, right] = node.args as [ASTNode, ASTNode];
  const straight = compareToRange(left, node.op, right);
  return straight === 'unknown' ? compareToRange(right, mirrored, left) : straight;
}

function compareToRange(fact: ASTNode, op: string, literal: ASTNode): Truth {
  const range = rangeOf(fact);
  const value = literal.op === 'value' ? Number(literal.args) : Number.NaN;
  if (range === null || Number.isNaN(value) || typeof literal.args === 'string') return 'unknown';
  const { min, max } = range;
  switch (op) {
    case '<':
      return decided({ always: max < value, never: min >= value });
    case '<=':
      return decided({ always: max <= value, never: min > value });
    case '>':
      return decided({ always: min > value, never: max <= value });
    case '>=':
      return decided({ always: min >= value, never: max < value });
    case '==':
      return decided({ always: false, never: value < min || value > max });
    default:
      return decided({ always: value < min || value > max, never: false });
  }
}

function decided({ always, never }: { readonly always: boolean; readonly never: boolean }): Truth {
  return always ? 'true' : never ? 'false' : 'unknown';
}

/** The values a numeric fact can have; `null` for anything else. A list's size is at least 0. */
function rangeOf(node: ASTNode): { readonly min: number; readonly max: number } | null {
  if (isSize(node)) return { min: 0, max: Number.POSITIVE_INFINITY };
  if (node.op !== '.' || node.args[0].op !== 'id') return null;
  return factDefinition(`${node.args[0].args}.${node.args[1]}`)?.range ?? null;
}

function isSize(node: ASTNode): boolean {
  return (node.op === 'call' || node.op === 'rcall') && node.args[0] === 'size';
}
