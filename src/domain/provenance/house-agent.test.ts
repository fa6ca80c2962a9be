import { describe, expect, it } from 'vitest';
import { commitSaying } from '../../../test/provenance-commit.ts';
import { combineProvenance } from './combine.ts';
import { detectCommitProvenance } from './detect.ts';
import { agentTable, NO_HOUSE_AGENTS } from './house-agent.ts';

const AGENTS = agentTable([
  {
    name: 'Bonk',
    mails: ['bonk@shop.example'],
    handles: ['ask-bonk'],
    trailers: ['executed-by'],
  },
]);

function found(message: string, author?: { name: string; mail: string }, agents = AGENTS) {
  const commit = commitSaying(message, author === undefined ? {} : { author });
  return detectCommitProvenance({ commit, note: null, traces: [], agents });
}

const BONK = { name: 'Bonk', model: null };

describe('an agent of the team', () => {
  it.each([
    ['its own address', 'Bonk at the shop', 'BONK@shop.example'],
    ['its account', 'whatever', '249159057+ask-bonk[bot]@users.noreply.github.com'],
    ['its account without an id', 'whatever', 'ask-bonk[bot]@users.noreply.github.com'],
    ['its account without the suffix', 'whatever', '249159057+ask-bonk@users.noreply.github.com'],
  ])('is observed as the author by %s', (_, name, mail) => {
    expect(found('Add x', { name, mail })).toMatchObject({
      assistance: 'ai',
      class: 'observed',
      tools: [BONK],
      prompters: expect.not.arrayContaining([mail.toLowerCase()]),
    });
  });

  it.each([
    ['Co-authored-by: B <bonk@shop.example>', 'co-author'],
    ['Assisted-by: bonk:some-model', 'trailer'],
    ['Generated-by: Bonk', 'trailer'],
    ['Executed-By: night shift', 'trailer'],
  ])('is declared by the line %j', (line, place) => {
    expect(found(`Add x\n\n${line}`)).toMatchObject({
      assistance: 'ai',
      class: 'declared',
      tools: [BONK],
      evidence: [{ place, line: 3 }],
    });
  });

  it('does not direct itself', () => {
    expect(found('Add x\n\nCo-authored-by: B <bonk@shop.example>').prompters).not.toContain('bonk@shop.example');
  });

  it.each([
    ['a name alone', 'Add x', { name: 'Bonk', mail: 'ann@shop.example' }],
    ['an account that begins alike', 'Add x', { name: 'x', mail: '1+ask-bonks@users.noreply.github.com' }],
    ['the subject', 'Executed-By: night shift', { name: 'Ann', mail: 'ann@shop.example' }],
    ['an empty value', 'Add x\n\nExecuted-By:', { name: 'Ann', mail: 'ann@shop.example' }],
    ['a longer key', 'Add x\n\nNot-Executed-By: y', { name: 'Ann', mail: 'ann@shop.example' }],
    ['a word in the text', 'Add x\n\nBonk says hello', { name: 'Ann', mail: 'ann@shop.example' }],
  ])('is not seen in %s', (_, message, author) => {
    expect(found(message, author).assistance).toBe('unknown');
  });

  it('is nobody where the team does not name it', () => {
    const message = 'Add x\n\nCo-authored-by: B <bonk@shop.example>\nExecuted-By: night shift';
    expect(found(message, undefined, NO_HOUSE_AGENTS).assistance).toBe('unknown');
  });

  it('is seen in a pull request and as the one that opened it', () => {
    const read = (body: string, author: string | null) =>
      combineProvenance([], {
        branch: null,
        pullRequest: { body, labels: [], author },
        environment: [],
        agents: AGENTS,
      });
    expect(read('Add x\n\nExecuted-By: night shift', null).tools).toEqual([BONK]);
    expect(read('', 'ask-bonk[bot]')).toMatchObject({ assistance: 'ai', class: 'observed', prompters: [] });
    expect(read('', 'ann').assistance).toBe('unknown');
  });
});
