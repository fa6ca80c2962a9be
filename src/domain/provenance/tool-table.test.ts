import { describe, expect, it } from 'vitest';
import { commitSaying } from '../../../test/provenance-commit.ts';
import { readBranch } from './branch.ts';
import { combineProvenance } from './combine.ts';
import { detectCommitProvenance } from './detect.ts';
import { isPersonal, matchIdentity } from './identity.ts';
import { TOOL_TABLE, type ToolIdentity, WEAK_CONFIDENCE } from './tool-table.ts';

const identities = TOOL_TABLE.flatMap((row) => row.identities.map((identity) => ({ row, identity })));

function claimed(identity: ToolIdentity) {
  if (identity.kind === 'mail') return { name: identity.name ?? 'Anything', mail: identity.mail.toUpperCase() };
  const number = identity.id === null ? '' : `${identity.id}+`;
  return { name: 'Anything', mail: `${number}${identity.login}@users.noreply.github.com` };
}

describe('the table of tools', () => {
  it('has unique names and aliases, in lower case', () => {
    const names = TOOL_TABLE.map((row) => row.name);
    const aliases = TOOL_TABLE.flatMap((row) => row.aliases);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(aliases).size).toBe(aliases.length);
    expect(aliases.filter((alias) => alias !== alias.toLowerCase() || /[\s_]/.test(alias))).toEqual([]);
  });

  it.each(
    identities.map(
      ({ row, identity }) =>
        [`${row.name} ${identity.kind === 'mail' ? identity.mail : identity.login}`, row, identity] as const,
    ),
  )('sees %s as author, observed or (weak) inferred', (_, row, identity) => {
    const claim = claimed(identity);
    const role = identity.kind === 'mail' && identity.role === 'co-author' ? 'co-author' : 'author';
    const match = matchIdentity(claim, role);
    expect(match?.row.name).toBe(row.name);
    expect(isPersonal(claim)).toBe(false);
    if (role === 'co-author') return;
    const found = detectCommitProvenance({ commit: commitSaying('x', { author: claim }), note: null, traces: [] });
    const weak = identity.weak === true;
    expect(found).toMatchObject({
      assistance: 'ai',
      class: weak ? 'inferred' : 'observed',
      tools: [{ name: row.name }],
    });
    expect(found.evidence[0]?.confidence).toBe(weak ? WEAK_CONFIDENCE : 1);
  });

  it('matches an account by its number whatever its name, and by a bot name whatever its number', () => {
    const match = (mail: string) => matchIdentity({ name: '', mail }, 'author')?.row.name ?? null;
    expect(match('158243242+renamed@users.noreply.github.com')).toBe('Devin');
    expect(match('1+devin-ai-integration[bot]@users.noreply.github.com')).toBe('Devin');
    expect(match('devin-ai-integration[bot]@users.noreply.github.com')).toBe('Devin');
    expect(match('175728472+Copilot@users.noreply.github.com')).toBe('Copilot suggestion');
    expect(match('198982749+Copilot@users.noreply.github.com')).toBe('Copilot coding agent');
    expect(match('devin@users.noreply.github.com')).toBeNull();
    expect(match('1+devin@users.noreply.github.com')).toBeNull();
    expect(match('158243242@users.noreply.github.com')).toBeNull();
    expect(match('158243242+x@users.noreply.github.com.example.com')).toBeNull();
  });

  it.each(TOOL_TABLE.flatMap((row) => row.branches.map((branch) => [branch.prefix, row.name] as const)))(
    'infers from a branch %s',
    (prefix, name) => {
      for (const branch of [
        `${prefix}fix`,
        `refs/heads/${prefix}fix`,
        `origin/${prefix}fix`,
        `${prefix}fix`.toUpperCase(),
      ]) {
        expect(readBranch(branch)).toMatchObject({ class: 'inferred', tool: { name }, commit: null });
      }
      expect(readBranch(prefix)).toBeNull();
      expect(readBranch(`feature/${prefix}fix`)).toBeNull();
    },
  );

  it('infers from labels', () => {
    for (const row of TOOL_TABLE) {
      for (const label of row.labels) {
        const found = combineProvenance([], {
          branch: null,
          pullRequest: { body: '', labels: [label], author: null },
          environment: [],
        });
        expect(found).toMatchObject({ assistance: 'ai', class: 'inferred', tools: [{ name: row.name }] });
      }
    }
  });
});
