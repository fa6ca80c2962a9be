import type { BlockerDocument, DecisionDocument } from '../../src/contract/index.ts';

/** A made-up enforced blocker; tests change what they are about. */
export function blockerOf(changes: Partial<BlockerDocument> = {}): BlockerDocument {
  return {
    code: 'tier0-senior',
    rule: 'tier0-senior',
    mode: 'enforce',
    effect: 'hold',
    message: 'No senior has signed off this content.',
    because: 'A wrong price cannot be taken back once customers have seen it.',
    facts: [
      { name: 'blast_radius.tier', value: '0' },
      { name: 'provenance.assistance', value: '"ai"' },
    ],
    where: [
      { path: 'pricing/rules.ts', line: 12 },
      { path: 'pricing/cache.ts', line: null },
    ],
    who_can_clear: [{ kind: 'level', name: 'senior' }],
    how: 'One senior or principal who owns pricing signs off 3f2a9c1d4e5b.',
    argv: ['firebreak', 'signoff', 'request', '--level', 'senior'],
    expires_at: null,
    ...changes,
  };
}

/** A made-up decision that holds; tests change what they are about. */
export function decisionOf(changes: Partial<DecisionDocument> = {}): DecisionDocument {
  return {
    schema: 'firebreak.decision/v1',
    decision: 'hold',
    would_decide: 'block',
    exit: 3,
    would_exit: 1,
    mode: 'enforce',
    change: {
      id: 'branch:price-cache',
      kind: 'branch',
      landing: null,
      title: 'Cache price rules in memory',
      base: '77aa01c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8',
      head: '3f2a9c1d4e5b6f708192a3b4c5d6e7f8091a2b3c',
      base_branch: 'main',
      head_branch: 'price-cache',
      pull_request: '412',
      content_digest: 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      author: 'Maria Lopez',
      files: 4,
      added_lines: 120,
      deleted_lines: 33,
      at: '2026-03-02T10:15:00.000Z',
      gaps: [],
    },
    tier: 0,
    services: ['pricing', 'checkout'],
    risk: {
      score: null,
      calibrated_on: null,
      model: null,
      percentile: null,
      why_unknown: 'no labelled history of this repository yet',
      factors: [],
    },
    provenance: {
      assistance: 'ai',
      evidence: 'declared',
      tools: [{ name: 'Claude Code', model: 'claude-opus-4.5' }],
      lines: { ai: 96, human: 14, unknown: 10, total: 120 },
      where: [
        {
          class: 'declared',
          assistance: 'ai',
          place: 'trailer',
          commit: '3f2a9c1d4e5b6f708192a3b4c5d6e7f8091a2b3c',
          line: 7,
          text: 'Co-authored-by: Claude <noreply@anthropic.com>',
          confidence: 1,
        },
      ],
      findings: [],
    },
    scanner: null,
    operations: null,
    reach: null,
    blockers: [
      blockerOf(),
      blockerOf({
        code: 'ai-needs-test/test-change',
        rule: 'ai-needs-test',
        mode: 'advise',
        message: 'No test changes together with this AI-assisted change.',
        because: 'A change that nobody typed needs a test that somebody read.',
        where: [],
        who_can_clear: [{ kind: 'author', name: 'author' }],
        how: 'Add or change a test that covers pricing.',
        argv: null,
      }),
      blockerOf({
        code: 'no-friday-config',
        rule: 'no-friday-config',
        mode: 'shadow',
        effect: 'block',
        message: 'Configuration of a tier 0 service changes on a Friday.',
        where: [{ path: 'deploy/pricing.yaml', line: 3 }],
        who_can_clear: [{ kind: 'nobody', name: 'nobody' }],
        how: 'Wait until Monday.',
        argv: null,
      }),
    ],
    unevaluable: [
      {
        rule: 'critical-flow-reach',
        mode: 'advise',
        missing: [{ fact: 'blast_radius.flows', why: 'firebreak.yaml names no critical flow' }],
      },
    ],
    rules: [
      { rule: 'tier0-senior', mode: 'enforce', outcome: 'unsatisfied' },
      { rule: 'two-person-infra', mode: 'enforce', outcome: 'not-matched' },
      { rule: 'ticket', mode: 'enforce', outcome: 'satisfied' },
      { rule: 'ai-needs-test', mode: 'advise', outcome: 'unsatisfied' },
      { rule: 'critical-flow-reach', mode: 'advise', outcome: 'unevaluable' },
      { rule: 'no-friday-config', mode: 'shadow', outcome: 'unsatisfied' },
    ],
    evidence: [{ kind: 'ticket', text: 'SHOP-123 in the subject' }],
    review: { minutes: 12, low: 7, high: 21, senior_minutes: 12, method: 'from files and changed lines' },
    policy: { source: '77aa01c2d3e4:firebreak.yaml', digest: 'sha256:ab12cd34ef567890', edited_by_change: false },
    policy_version: 'sha256:ab12cd34ef567890',
    warnings: [],
    facts_digest: 'sha256:0011223344556677',
    unknown_facts: [],
    decided_at: '2026-03-02T10:20:00.000Z',
    next_step: {
      text: 'Ask one senior who owns pricing to sign off.',
      argv: ['firebreak', 'signoff', 'request', '--level', 'senior'],
    },
    ...changes,
  };
}

/** A made-up decision that allows with nothing in the way. */
export function allowedDecision(changes: Partial<DecisionDocument> = {}): DecisionDocument {
  return decisionOf({
    decision: 'allow',
    would_decide: 'allow',
    exit: 0,
    would_exit: 0,
    tier: 2,
    services: ['docs'],
    blockers: [],
    unevaluable: [],
    rules: [
      { rule: 'tier0-senior', mode: 'enforce', outcome: 'not-matched' },
      { rule: 'ticket', mode: 'enforce', outcome: 'satisfied' },
    ],
    review: { minutes: 4, low: 2, high: 8, senior_minutes: 0, method: 'from files and changed lines' },
    next_step: { text: 'Nothing stands in the way: merge when your own checks are green.', argv: null },
    ...changes,
  });
}
