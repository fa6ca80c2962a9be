import { excerpt, normalizeText } from '../../kernel/index.ts';
import { type Evidence, EXCERPT_LIMIT } from './model.ts';
import { TOOL_TABLE } from './tool-table.ts';

const PREFIXES = TOOL_TABLE.flatMap((row) => row.branches.map((branch) => ({ name: row.name, ...branch })));

/**
 * What a branch name hints at: always inferred, since anybody may call a branch `cursor/...`. A prefix ends in `/`
 * (only `codex-` has a dash), so `cursor-position-fix` is no hint.
 */
export function readBranch(branch: string): Evidence | null {
  const short = normalizeText(branch)
    .trim()
    .toLowerCase()
    .replace(/^refs\/(?:heads|remotes\/[^/]+)\//, '')
    .replace(/^origin\//, '');
  const found = PREFIXES.find(({ prefix }) => short.startsWith(prefix) && short.length > prefix.length);
  if (found === undefined) return null;
  return {
    class: 'inferred',
    assistance: 'ai',
    tool: { name: found.name, model: null },
    place: 'branch',
    commit: null,
    line: null,
    text: excerpt(branch, EXCERPT_LIMIT),
    confidence: found.confidence,
  };
}
