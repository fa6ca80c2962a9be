import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeAssistant, judgeGenerator, namedTool } from './attribution.ts';
import { TOOL_TABLE } from './tool-table.ts';

describe('judgeAssistant', () => {
  it('reads every alias of every tool, with and without a model', () => {
    for (const row of TOOL_TABLE) {
      for (const alias of row.aliases) {
        expect(judgeAssistant(alias)).toMatchObject({ kind: 'ai', tool: { name: row.name, model: null } });
        expect(judgeAssistant(`${alias}:some-model-1`)).toMatchObject({
          kind: 'ai',
          tool: { name: row.name, model: 'some-model-1' },
        });
        expect(judgeAssistant(`${alias}/some-model-1#high`)).toMatchObject({
          kind: 'ai',
          tool: { name: row.name, model: 'some-model-1' },
        });
        expect(judgeAssistant(`${alias}:unknown`)).toMatchObject({ kind: 'ai', tool: { name: row.name, model: null } });
      }
    }
  });

  it.each([
    ['Claude Opus 4.6', null, 'Claude Opus 4.6'],
    ['claude-code claude-opus-4-6', 'Claude Code', 'claude-opus-4-6'],
    ['Gemini CLI 0.9', 'Gemini CLI', null],
    ['Codex (gpt-5.5)', 'OpenAI Codex CLI', 'gpt-5.5'],
    ['Claude Code (model: opus; operator: a@b.c)', 'Claude Code', 'opus'],
    ['Cursor [read, bash]', 'Cursor', null],
    ['Some Service <noreply@some.example>', 'Some Service', null],
    ['GPT-5.6 Sol via Codex', 'OpenAI Codex CLI', 'GPT-5.6 Sol'],
    ['GPT-5 (via Cursor)', 'Cursor', 'GPT-5'],
    ['Claude Opus 4 (via Cursor)', 'Cursor', 'Claude Opus 4'],
    ['Claude (via Cursor)', 'Cursor', 'Claude'],
    ['Claude (via Claude Code)', 'Claude Code', null],
    ['Claude Sonnet 4.5 (via Claude Code)', 'Claude Code', 'Claude Sonnet 4.5'],
    ['Composer (via Cursor)', 'Cursor', null],
    ['Claude Code (reviewed via Slack)', 'Claude Code', null],
  ])('reads %s', (value, name, model) => {
    const found = judgeAssistant(value);
    expect(found.kind).toBe('ai');
    if (found.kind !== 'ai') return;
    if (name !== null) expect(found.tool.name).toBe(name);
    expect(found.tool.model).toBe(model);
  });

  it.each([
    'Daniel Stenberg',
    'Claude Martin',
    'Gemini Rodriguez',
    'Ai Chen',
    'Élodie Dupont-Martin',
    'Jean Claude Van Damme',
    'Claude <claude@gmail.com>',
    'Devin Smith <devin@example.com>',
    'ann@example.com',
    'Ann <1+ann@users.noreply.github.com>',
  ])('takes %s for a person', (value) => {
    expect(judgeAssistant(value).kind).toBe('person');
  });

  it.each([
    '',
    'coccinelle',
    'my editor',
    'cursor position tracker',
    'https://example.com/a',
    'n/a',
    'n/a:b',
    'Fix: Daniel Stenberg',
    'Codex <codex@example.com>',
    'dave',
    'github.com/ann',
    '12:30',
    'x via Slack',
    'x (via Slack)',
    'via',
    '(via )',
  ])('says nothing of %j', (value) => {
    expect(judgeAssistant(value).kind).toBe('nothing');
  });

  it('takes none as a denial, in any case', () => {
    expect(judgeAssistant(' None ').kind).toBe('none');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        judgeAssistant(value);
        judgeGenerator(value);
        namedTool(value);
      }),
    );
  });
});

describe('judgeGenerator', () => {
  it.each([
    'StageFreight',
    'love',
    'bison 3.8',
    'cursor position tracking',
    'newtool:model',
    'Ann Lee <ann@example.com>',
    'none',
    '',
  ])('says nothing of %j', (value) => {
    expect(judgeGenerator(value).kind).toBe('nothing');
  });

  it('reads known tools with versions, models and generic words', () => {
    expect(judgeGenerator('Claude Code v2.1.0')).toMatchObject({ tool: { name: 'Claude Code', model: null } });
    expect(judgeGenerator('pi 0.52.x (model: claude-opus-4-6; operator: a@b.c)')).toMatchObject({
      tool: { name: 'Pi', model: 'claude-opus-4-6' },
    });
    expect(judgeGenerator('ChatGPT')).toMatchObject({ tool: { name: 'AI assistant' } });
  });
});
