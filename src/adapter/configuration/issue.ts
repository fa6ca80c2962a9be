import type { z } from 'zod';
import type { ConfigurationProblem } from '../../domain/policy/index.ts';
import { accept, type Result, reject } from '../../kernel/index.ts';
import type { NodePath, YamlFile } from './located.ts';
import { didYouMean, MAX_PROBLEMS, problemAt, quoted } from './problem.ts';

type Issue = z.core.$ZodIssue;

/** Checks a file against its shape; every mistake is reported at once, with what was probably meant. */
export function shapeOf<Shape extends z.ZodType>(
  shape: Shape,
  file: YamlFile,
): Result<z.infer<Shape>, readonly ConfigurationProblem[]> {
  const parsed = shape.safeParse(file.value);
  if (parsed.success) return accept(parsed.data);
  const issues = parsed.error.issues.slice(0, MAX_PROBLEMS);
  const problems = issues.flatMap((issue) => problemsOf({ shape, file }, issue, []));
  return reject(problems.sort((a, b) => a.line - b.line || a.column - b.column));
}

interface Checking {
  readonly shape: z.ZodType;
  readonly file: YamlFile;
}

function problemsOf(checking: Checking, issue: Issue, under: NodePath): readonly ConfigurationProblem[] {
  const path = [...under, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  const { file } = checking;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.slice(0, MAX_PROBLEMS).map((key) => unknownKey(checking, path, key));
    case 'invalid_union':
      return likeliest(issue.errors, valueAt(file.value, path)).flatMap((each) => problemsOf(checking, each, path));
    case 'invalid_key':
      return [
        problemAt(file, path, { code: 'bad-key', at: 'key', message: issue.issues[0]?.message ?? 'is not a name' }),
      ];
    case 'invalid_value': {
      const values = issue.values.map(String);
      const given = valueAt(file.value, path);
      const message = `${given === undefined ? 'is missing; write' : `${shown(given)} is not`} ${listed(values)}`;
      const code = given === undefined ? 'missing' : 'bad-value';
      const suggestion = typeof given === 'string' ? didYouMean(given, values) : null;
      return [problemAt(file, path, { code, message, suggestion })];
    }
    case 'invalid_type':
      return [typeProblem(file, path, issue.expected)];
    default:
      return [problemAt(file, path, { code: 'bad-value', message: lowered(issue.message) })];
  }
}

function typeProblem(file: YamlFile, path: NodePath, expected: string): ConfigurationProblem {
  const given = valueAt(file.value, path);
  const wanted = TYPE_WORDS[expected] ?? expected;
  if (path.length === 0 && given === null)
    return problemAt(file, path, { code: 'empty', message: 'the file is empty' });
  if (given === undefined) return problemAt(file, path, { code: 'missing', message: `is missing; write ${wanted}` });
  return problemAt(file, path, { code: 'bad-type', message: `must be ${wanted}, not ${shown(given)}` });
}

function unknownKey({ shape, file }: Checking, path: NodePath, key: string): ConfigurationProblem {
  const known = keysAt(shape, path);
  const suggestion = didYouMean(key, known);
  const message = `${quoted(key)} is not a key here${suggestion === null && known.length > 0 ? `; known are ${known.join(', ')}` : ''}`;
  return problemAt(file, [...path, key], { code: 'unknown-key', at: 'key', message, suggestion });
}

/** Of the branches of a union, the one for the kind of value that was written. */
function likeliest(branches: readonly (readonly Issue[])[], given: unknown): readonly Issue[] {
  const fits = branches.filter(
    (issues) => !issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0),
  );
  const [first = []] = fits.length > 0 ? fits : branches;
  return fits.length > 0 || given !== undefined ? first : [];
}

/** The keys that a mapping at a place may have: the shape is walked along the path. */
function keysAt(shape: z.ZodType, path: NodePath): readonly string[] {
  const found = new Set<string>();
  const walk = (type: unknown, at: number): void => {
    const definition = (type as { def?: Record<string, unknown> } | undefined)?.def;
    if (definition === undefined) return;
    const { shape: members, innerType, element, valueType, options, in: input } = definition;
    if (innerType !== undefined) walk(innerType, at);
    if (input !== undefined) walk(input, at);
    for (const option of Array.isArray(options) ? options : []) walk(option, at);
    const step = path[at];
    if (members !== undefined && members !== null) {
      if (step === undefined) for (const key of Object.keys(members)) found.add(key);
      else walk((members as Record<string, unknown>)[step], at + 1);
    }
    if (step !== undefined && element !== undefined) walk(element, at + 1);
    if (step !== undefined && valueType !== undefined) walk(valueType, at + 1);
  };
  walk(shape, 0);
  return [...found];
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function valueAt(value: unknown, path: NodePath): unknown {
  return path.reduce<unknown>(
    (node, step) => (isObject(node) && Object.hasOwn(node, step) ? node[step] : undefined),
    value,
  );
}

function isObject(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'empty';
  return typeof value === 'object' ? 'a mapping' : quoted(String(value));
}

function listed(values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? '') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
