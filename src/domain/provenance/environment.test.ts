import { describe, expect, it } from 'vitest';
import { readEnvironment } from './environment.ts';

function toolsIn(variables: Readonly<Record<string, string>>, hasDevinFolder = false): string[] {
  return readEnvironment({ variables, hasDevinFolder }).map((piece) => piece.tool?.name ?? '');
}

describe('readEnvironment', () => {
  it.each([
    [{ CLAUDE_CODE_REMOTE: 'true' }, 'Claude Code'],
    [{ CLAUDECODE: '1' }, 'Claude Code'],
    [{ CURSOR_AGENT: '1', HOSTNAME: 'cursor' }, 'Cursor'],
    [{ CODEX_INTERNAL_ORIGINATOR_OVERRIDE: 'codex_web_agent' }, 'Codex cloud'],
    [{ COPILOT_AGENT_COMMIT_LOGIN: 'copilot-swe-agent[bot]', GITHUB_JOB: 'copilot' }, 'Copilot coding agent'],
    [{ CLINE_ACTIVE: 'true' }, 'Cline'],
    [{ CLOUD_AGENT_INJECTED_SECRET_NAMES: 'x' }, 'AI assistant'],
  ])('observes %j', (variables, tool) => {
    expect(toolsIn(variables)).toEqual([tool]);
  });

  it.each([
    {},
    { CLAUDE_CODE_REMOTE: 'false' },
    { CURSOR_AGENT: '1' },
    { HOSTNAME: 'cursor' },
    { CODEX_THREAD_ID: 'x' },
    { GITHUB_JOB: 'copilot' },
  ])('observes nothing in %j', (variables) => {
    expect(toolsIn(variables as Record<string, string>)).toEqual([]);
  });

  it("observes Devin's folder", () => {
    expect(toolsIn({}, true)).toEqual(['Devin']);
  });

  it('never repeats a value', () => {
    const found = readEnvironment({
      variables: {
        CLOUD_AGENT_TOKEN: 'hunter2',
        CODEX_INTERNAL_ORIGINATOR_OVERRIDE: 'codex_web_agent',
        CODEX_THREAD_ID: 'hunter3',
      },
      hasDevinFolder: false,
    });
    expect(JSON.stringify(found)).not.toMatch(/hunter/);
    expect(found.every((piece) => piece.class === 'observed' && piece.place === 'environment')).toBe(true);
  });
});
