import type { ASTNode } from '@marcbachmann/cel-js';
import { closest, distance } from 'fastest-levenshtein';
import { nearestFact } from './fact-check.ts';
import { FACT_GROUPS, FACT_TABLE, factDefinition } from './fact-table.ts';
import { globProblem } from './glob.ts';

/** Something a condition may not do, with its place in the condition's text. */
export interface TreeProblem {
  readonly code: 'unknown-fact' | 'unknown-value' | 'not-allowed' | 'bad-pattern';
  readonly message: string;
  readonly suggestion: string | null;
  /** Offset in the condition's text. */
  readonly offset: number;
}

/** What a condition's tree mentions. */
export interface TreeSummary {
  /** Dotted fact names, sorted, unique. */
  readonly facts: readonly string[];
  /** Facts asked for by `has(...)`, sorted, unique. */
  readonly asked: readonly string[];
  /** Patterns of `glob` and `touches` that are written out, sorted, unique. */
  readonly patterns: readonly string[];
  /** All other text literals, sorted, unique. */
  readonly texts: readonly string[];
  readonly problems: readonly TreeProblem[];
}

/** What a condition may call. `matches` is left out: file names are hostile to regular expressions. */
export const CONDITION_FUNCTIONS: readonly { readonly form: string; readonly meaning: string }[] = [
  {
    form: 'touches("src/**")',
    meaning: 'Some path of the change matches the pattern; short for a loop over `change.paths`.',
  },
  {
    form: 'glob(text, "src/**")',
    meaning: 'The text matches the pattern: `*` and `?` within a folder, `**` any depth.',
  },
  { form: 'has(catalog.tier)', meaning: 'The fact is known.' },
  { form: 'size(list)', meaning: 'Number of members, or of characters of a text.' },
  { form: 'list.exists(x, condition)', meaning: 'Some member fits.' },
  { form: 'list.all(x, condition)', meaning: 'Every member fits; true for an empty list.' },
  { form: 'list.exists_one(x, condition)', meaning: 'Exactly one member fits.' },
  { form: 'list.filter(x, condition)', meaning: 'The members that fit.' },
  { form: 'text.startsWith(t)', meaning: 'Also `endsWith`, `contains`; `lowerAscii()` lowers the case first.' },
  { form: 'int(x)', meaning: 'Also `double(x)`, `string(x)`: conversion.' },
];

/** Walks a parsed condition once: collects what it mentions and everything that is not allowed in it. */
export function summariseTree(root: ASTNode): TreeSummary {
  const found: Found = { facts: new Set(), asked: new Set(), patterns: new Set(), texts: new Set(), problems: [] };
  visit(root, { variables: [], loops: 0, overFacts: false }, found);
  const sorted = (names: ReadonlySet<string>): readonly string[] => [...names].sort();
  return {
    facts: sorted(found.facts),
    asked: sorted(found.asked),
    patterns: sorted(found.patterns),
    texts: sorted(found.texts),
    problems: found.problems,
  };
}

const FUNCTIONS = new Set(['glob', 'touches', 'has', 'size', 'double', 'int', 'string']);
const METHODS = new Set(['startsWith', 'endsWith', 'contains', 'lowerAscii', 'size']);
const LOOPS = new Set(['exists', 'all', 'exists_one', 'filter']);
/** Loops within loops; a second one may only run over a list that is written out, so cost stays linear in the facts. */
const MAX_LOOPS = 2;
/** Furthest misspelling that a suggestion is made for. */
const MAX_DISTANCE = 4;

interface Found {
  readonly facts: Set<string>;
  readonly asked: Set<string>;
  readonly patterns: Set<string>;
  readonly texts: Set<string>;
  readonly problems: TreeProblem[];
}

interface Scope {
  readonly variables: readonly string[];
  readonly loops: number;
  /** Whether an enclosing loop runs over facts. */
  readonly overFacts: boolean;
}

function visit(node: ASTNode, scope: Scope, found: Found): void {
  switch (node.op) {
    case 'value':
      if (typeof node.args === 'string') found.texts.add(node.args);
      return;
    case 'id':
      if (!scope.variables.includes(node.args)) reportName(node, found);
      return;
    case '.':
      visitMember(node, scope, found);
      return;
    case 'call':
      visitCall(node, scope, found);
      return;
    case 'rcall':
      visitMethod(node, scope, found);
      return;
    case 'list':
      for (const item of node.args) visit(item, scope, found);
      return;
    case '!_':
    case '-_':
      visit(node.args, scope, found);
      return;
    case '?:':
      for (const part of node.args) visit(part, scope, found);
      return;
    case '[]':
    case '[?]':
    case '.?':
    case 'map':
      refuse(node, found, 'indexes and maps are not available; write a fact by its dotted name, e.g. change.files');
      return;
    default:
      visit(node.args[0], scope, found);
      visit(node.args[1], scope, found);
      if (node.op === '==' || node.op === '!=' || node.op === 'in') checkValues(node.args[0], node.args[1], found);
  }
}

function visitMember(node: Extract<ASTNode, { op: '.' }>, scope: Scope, found: Found): void {
  const name = factNameOf(node, scope);
  if (name === null) {
    refuse(node, found, 'only facts have members; write a fact by its dotted name, e.g. change.files');
    return;
  }
  if (factDefinition(name) === undefined) reportFact(name, node, found);
  else found.facts.add(name);
}

function visitCall(node: Extract<ASTNode, { op: 'call' }>, scope: Scope, found: Found): void {
  const [name, args] = node.args;
  if (!FUNCTIONS.has(name)) {
    refuseFunction(name, node, found);
    return;
  }
  if (name === 'touches') found.facts.add('change.paths');
  const pattern = name === 'touches' ? args[0] : name === 'glob' ? args[1] : undefined;
  if (pattern?.op === 'value' && typeof pattern.args === 'string') addPattern(pattern.args, pattern, found);
  for (const arg of args) {
    if (name === 'has' && arg.op === '.') noteAsked(arg, scope, found);
    if (arg !== pattern || arg.op !== 'value') visit(arg, scope, found);
  }
}

function visitMethod(node: Extract<ASTNode, { op: 'rcall' }>, scope: Scope, found: Found): void {
  const [name, receiver, args] = node.args;
  if (LOOPS.has(name)) {
    visitLoop(node, scope, found);
    return;
  }
  if (!METHODS.has(name)) refuseFunction(name, node, found);
  for (const part of [receiver, ...args]) visit(part, scope, found);
}

function visitLoop(node: Extract<ASTNode, { op: 'rcall' }>, scope: Scope, found: Found): void {
  const [, receiver, args] = node.args;
  visit(receiver, scope, found);
  const writtenOut = receiver.op === 'list';
  if (scope.loops >= MAX_LOOPS || (scope.loops > 0 && !(writtenOut || !scope.overFacts))) {
    refuse(node, found, 'a loop inside a loop over facts may only run over a list that is written out');
    return;
  }
  const variable = args[0]?.op === 'id' ? args[0].args : '';
  if (FACT_GROUPS.includes(variable))
    refuse(node, found, `"${variable}" is a group of facts; name the variable otherwise`);
  const inner: Scope = {
    variables: [...scope.variables, variable],
    loops: scope.loops + 1,
    overFacts: scope.overFacts || !writtenOut,
  };
  for (const arg of args.slice(1)) visit(arg, inner, found);
  if (args[1]?.op === '==' || args[1]?.op === 'in') checkLoopValues(receiver, args[1], found);
}

/** `change.classes.exists(c, c == "cod")`: the literal belongs to the list that is looped over. */
function checkLoopValues(receiver: ASTNode, test: Extract<ASTNode, { op: '==' | 'in' }>, found: Found): void {
  if (test.args[0].op === 'id') checkValues(receiver, test.args[1], found);
}

/** Reports a text literal that the fact compared with it can never have. */
function checkValues(left: ASTNode, right: ASTNode, found: Found): void {
  for (const [fact, literal] of [
    [left, right],
    [right, left],
  ] as const) {
    const name = fact.op === '.' ? factNameOf(fact, { variables: [], loops: 0, overFacts: false }) : null;
    const values = name === null ? null : (factDefinition(name)?.values ?? null);
    if (name === null || values === null) continue;
    for (const item of literal.op === 'list' ? literal.args : [literal]) {
      if (item.op !== 'value' || typeof item.args !== 'string' || values.includes(item.args)) continue;
      found.problems.push({
        code: 'unknown-value',
        message: `${name} is never "${item.args}"; it is one of ${values.join(', ')}`,
        suggestion: nearest(item.args, values),
        offset: item.range.start,
      });
    }
  }
}

function noteAsked(node: Extract<ASTNode, { op: '.' }>, scope: Scope, found: Found): void {
  const name = factNameOf(node, scope);
  if (name !== null) found.asked.add(name);
}

function addPattern(pattern: string, node: ASTNode, found: Found): void {
  const problem = globProblem(pattern);
  if (problem === null) found.patterns.add(pattern);
  else
    found.problems.push({
      code: 'bad-pattern',
      message: `"${pattern}" ${problem}`,
      suggestion: null,
      offset: node.range.start,
    });
}

function factNameOf(node: Extract<ASTNode, { op: '.' }>, scope: Scope): string | null {
  const [owner, member] = node.args;
  return owner.op === 'id' && !scope.variables.includes(owner.args) ? `${owner.args}.${member}` : null;
}

function reportFact(name: string, node: ASTNode, found: Found): void {
  const suggestion = nearestFact(name);
  found.problems.push({
    code: 'unknown-fact',
    message: `there is no fact ${name}`,
    suggestion,
    offset: node.range.start,
  });
}

function reportName(node: Extract<ASTNode, { op: 'id' }>, found: Found): void {
  if (FACT_GROUPS.includes(node.args)) {
    refuse(
      node,
      found,
      `"${node.args}" is a group of facts; write one of them, e.g. ${node.args}.${firstMember(node.args)}`,
    );
    return;
  }
  const suggestion = nearest(node.args, FACT_GROUPS);
  found.problems.push({
    code: 'unknown-fact',
    message: `there is no fact ${node.args}`,
    suggestion,
    offset: node.range.start,
  });
}

function refuseFunction(name: string, node: ASTNode, found: Found): void {
  const instead = name === 'matches' ? '; use glob(text, pattern), startsWith, endsWith or contains' : '';
  const suggestion = instead === '' ? nearest(name, [...FUNCTIONS, ...METHODS, ...LOOPS]) : null;
  found.problems.push({
    code: 'not-allowed',
    message: `${name}() is not available in conditions${instead}`,
    suggestion,
    offset: node.range.start,
  });
}

function refuse(node: ASTNode, found: Found, message: string): void {
  found.problems.push({ code: 'not-allowed', message, suggestion: null, offset: node.range.start });
}

function nearest(name: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const candidate = closest(name, known);
  return distance(name, candidate) <= MAX_DISTANCE ? candidate : null;
}

function firstMember(group: string): string {
  return (FACT_TABLE.find((fact) => fact.name.startsWith(`${group}.`))?.name ?? '').slice(group.length + 1);
}
