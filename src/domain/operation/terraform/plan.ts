import type { FilePath } from '../../change/index.ts';
import type { OperationReading, Unread } from '../model.ts';
import { type Finding, operationsOf } from '../rule.ts';
import { fateOf } from './action.ts';
import { readChange } from './change.ts';
import type { PlanPart } from './model.ts';
import { TERRAFORM_RULES, type TerraformRule } from './rule.ts';

/** The one format that is known; its minor versions only add (HashiCorp, "JSON Output Format"). */
const MAJOR = 1;
/** Operations beyond this say nothing more to a person; the rest is counted. */
const OPERATION_LIMIT = 5000;

/** Takes a plan part by part, so that no more than one part is ever held. */
export interface PlanReader {
  /** Answers whether more is wanted: `false` after a version that is not known. */
  add(part: PlanPart): boolean;
  /** What the plan does, and what of it could not be judged. */
  finish(): OperationReading;
}

/** A reader of one plan (`terraform show -json`, `tofu show -json`); `path` names it in the answer. */
export function planReader(path: FilePath): PlanReader {
  const findings: Finding<TerraformRule>[] = [];
  const problems = new Map<string, { readonly message: string; times: number }>();
  let more = 0;
  let version: 'none' | 'known' | 'refused' = 'none';
  const problem = (code: string, message: string): void => {
    const before = problems.get(code);
    if (before === undefined) problems.set(code, { message, times: 1 });
    else before.times += 1;
  };
  return {
    add(part) {
      switch (part.kind) {
        case 'version':
          version = isKnown(part.version) ? 'known' : 'refused';
          if (version === 'refused')
            problem(
              'unknown-version',
              'the plan has a format whose major version is not known; nothing in it was judged',
            );
          return version === 'known';
        case 'flag':
          flagProblem(part, problem);
          return true;
        case 'problem':
          problem(part.code, part.message);
          return true;
        default: {
          const found = readPart(part, path);
          const room = Math.max(0, OPERATION_LIMIT - findings.length);
          findings.push(...found.slice(0, room));
          more += Math.max(0, found.length - room);
          return true;
        }
      }
    },
    finish() {
      if (version === 'none')
        problem('unknown-version', 'the document names no format_version: it may be no plan at all');
      if (more > 0) problem('too-many', `${more} more operations of this plan are left out`);
      const unread = [...problems].map(([code, { message, times }]): Unread => {
        const more = times > 1 ? ` (and ${times - 1} more of the kind)` : '';
        return { path, code, message: `${message}${more}` };
      });
      return {
        operations: version === 'refused' ? [] : operationsOf('terraform', TERRAFORM_RULES, findings),
        unread,
      };
    },
  };
}

function isKnown(version: string): boolean {
  const match = /^(\d{1,6})\.\d{1,6}(?:$|[^\d])/.exec(version);
  return match !== null && Number(match[1]) === MAJOR;
}

function flagProblem(
  part: PlanPart & { readonly kind: 'flag' },
  problem: (code: string, message: string) => void,
): void {
  if (part.name === 'complete' && !part.value)
    problem('incomplete-plan', 'the plan is not complete: more would follow after it is applied');
  if (part.name === 'errored' && part.value)
    problem('errored-plan', 'planning stopped with an error: what was not planned is not known');
}

function readPart(
  part: PlanPart & { readonly kind: 'change' | 'deferred' | 'output' },
  path: FilePath,
): readonly Finding<TerraformRule>[] {
  if (part.kind === 'output') {
    if (fateOf(part.actions) !== 'destroy') return [];
    return [
      { rule: 'remove-output', path, line: null, object: `output.${part.name}`, what: `removes output ${part.name}` },
    ];
  }
  const { change } = part;
  if (part.kind === 'deferred') {
    const found = readChange(change, path).map((each) => ({ ...each, certainty: 'possible' as const }));
    return [
      { rule: 'deferred', path, line: null, object: change.address, what: `puts off ${change.address}` },
      ...found,
    ];
  }
  if (part.section === 'change') return readChange(change, path);
  if (fateOf(change.actions) === 'none') return [];
  const what = change.actions.includes('delete')
    ? `${change.address} was deleted outside`
    : `${change.address} was changed outside`;
  return [{ rule: 'drift', path, line: null, object: change.address, what }];
}
