import { type ASTNode, Environment, type ObjectSchema } from '@marcbachmann/cel-js';
import { FACT_GROUPS, FACT_TABLE } from './fact-table.ts';
import { matchesGlob } from './glob.ts';

/** Longest condition: more belongs into several rules. */
export const MAX_CONDITION_LENGTH = 4000;

/** Bounds on the parsed condition, so that neither parsing nor evaluating can be made expensive. */
const LIMITS = { maxAstNodes: 500, maxDepth: 40, maxListElements: 100, maxMapEntries: 1, maxCallArguments: 4 };

/** Facts as a condition sees them: ints as bigints; an unknown fact is absent. */
export type ConditionContext = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The CEL environment of conditions: every fact with its type, `glob(text, pattern)` and `touches(pattern)`. */
export const CONDITION_ENVIRONMENT: Environment = makeEnvironment();

function makeEnvironment(): Environment {
  const environment = new Environment({ unlistedVariablesAreDyn: false, limits: LIMITS });
  for (const group of FACT_GROUPS) environment.registerVariable({ name: group, schema: schemaOf(group) });
  environment.registerFunction('glob(string, string): bool', (text: string, pattern: string) =>
    matchesGlob(text, pattern),
  );
  registerTouches(environment);
  return environment;
}

function schemaOf(group: string): ObjectSchema {
  const members = FACT_TABLE.filter((fact) => fact.name.startsWith(`${group}.`));
  return Object.fromEntries(members.map((fact) => [fact.name.slice(group.length + 1), fact.type]));
}

/** What the macro protocol of the library hands over; it is not part of its published types. */
interface Checker {
  check(node: ASTNode, context: unknown): { readonly name: string };
  getType(name: string): unknown;
  createError(code: string, message: string, node: ASTNode): Error;
}
interface Runner {
  run(node: ASTNode, context: unknown): unknown;
}

/** `touches(pattern)`: some path of the change matches; unknown where the paths are. */
function registerTouches(environment: Environment): void {
  // Parsed once, beforehand: the library's parser must not be entered again while it expands a macro.
  const subject = environment.parse('change.paths').ast;
  environment.registerFunction('touches(ast): bool', ({ args }: { args: readonly [ASTNode] }) => {
    const [pattern] = args;
    return {
      async: false,
      typeCheck(checker: Checker, _macro: unknown, context: unknown) {
        checker.check(subject, context);
        const type = checker.check(pattern, context);
        if (type.name !== 'string') throw checker.createError('invalid_argument', 'touches() takes a pattern', pattern);
        return checker.getType('bool');
      },
      evaluate(runner: Runner, _macro: unknown, context: unknown) {
        const glob = String(runner.run(pattern, context));
        return (runner.run(subject, context) as readonly string[]).some((path) => matchesGlob(path, glob));
      },
    };
  });
}
