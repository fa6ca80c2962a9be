import type { FilePair, OperationReading } from '../model.ts';
import { type Finding, operationsOf } from '../rule.ts';
import { TERRAFORM_RULES, type TerraformRule } from './rule.ts';

/** Beyond this a file of resources is generated; characters. */
const TEXT_LIMIT = 4 * 1024 * 1024;
const RESOURCE = /^[ \t]*resource[ \t]+"([\w-]{1,200})"[ \t]+"([\w-]{1,200})"[ \t]*\{/;
const GUARD = /^[ \t]*prevent_destroy[ \t]*=[ \t]*(\w+)/;

/**
 * Resources of a `.tf` file that lose `prevent_destroy = true`, which no plan shows. `null` where the file is none. A
 * resource that is gone as a whole is left to the plan.
 */
export function readTerraformSource(pair: FilePair): OperationReading | null {
  if (!/\.(?:tf|tofu)$/.test(pair.path)) return null;
  if (pair.before === null || pair.after === null) return { operations: [], unread: [] };
  if (pair.before.length > TEXT_LIMIT || pair.after.length > TEXT_LIMIT) {
    return {
      operations: [],
      unread: [{ path: pair.path, code: 'too-large', message: 'the file is larger than 4 MB and was not read' }],
    };
  }
  const after = new Map(guardsOf(pair.after).map((each) => [each.address, each]));
  const findings = guardsOf(pair.before).flatMap((each): Finding<TerraformRule>[] => {
    const now = after.get(each.address);
    if (!each.guarded || now === undefined || now.guarded) return [];
    const what = `lets ${each.address} be destroyed`;
    return [{ rule: 'remove-prevent-destroy', path: pair.path, line: now.line, object: each.address, what }];
  });
  return { operations: operationsOf('terraform', TERRAFORM_RULES, findings), unread: [] };
}

interface Guarded {
  readonly address: string;
  readonly line: number;
  readonly guarded: boolean;
}

function guardsOf(text: string): readonly Guarded[] {
  const found: { address: string; line: number; guarded: boolean }[] = [];
  for (const [index, line] of text
    .replace(/\/\*[\s\S]*?(?:\*\/|$)/g, (whole) => whole.replace(/[^\n]/g, ' '))
    .split('\n')
    .entries()) {
    if (line.length > 2000) continue;
    const resource = RESOURCE.exec(line);
    if (resource !== null) found.push({ address: `${resource[1]}.${resource[2]}`, line: index + 1, guarded: false });
    const last = found.at(-1);
    if (last !== undefined && GUARD.exec(line)?.[1] === 'true') last.guarded = true;
  }
  return found;
}
