import type { CommitProvenance, ReplayReport, ScanReport, Share } from '../../src/contract/index.ts';

/** A share with its 95 % Wilson interval, so that examples carry honest figures. */
export function shareOf(count: number, n: number): Share {
  if (n === 0) return { count, n, share: null, low: null, high: null };
  const z = 1.96;
  const p = count / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return { count, n, share: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** A made-up scan; tests change what they are about. */
export function scanOf(changes: Partial<ScanReport> = {}): ScanReport {
  return {
    schema: 'firebreak.scan/v1',
    repository: 'shop-api',
    made_at: '2026-03-02T10:20:00.000Z',
    elapsed_ms: 3210,
    window: { changes: 212, commits: 1204, first: '2025-12-02T09:00:00.000Z', last: '2026-03-02T09:00:00.000Z' },
    landing: { merge: 31, squash: 170, 'rebase-series': 4, direct: 7 },
    provenance: {
      ai: shareOf(79, 212),
      human: shareOf(4, 212),
      unknown: shareOf(129, 212),
      by_class: { attested: 4, declared: 61, observed: 18, inferred: 0, none: 129 },
      tools: [
        { name: 'Claude Code', changes: 61 },
        { name: 'Copilot coding agent', changes: 18 },
      ],
      findings: [{ code: 'session-link-in-history', count: 3, example: '3f2a9c1d4e5b' }],
    },
    harm: {
      reverted: 5,
      fixed: 9,
      files: [
        { path: 'pricing/rules.ts', harmed: 4, changes: 31, owners: ['@shop/pricing'] },
        { path: 'auth/session.ts', harmed: 3, changes: 12, owners: ['@shop/identity', '@maria'] },
        { path: 'services/fulfilment/queue/src/worker/retry/policy.ts', harmed: 2, changes: 40, owners: [] },
      ],
    },
    gate: {
      policy: 'built-in:starter',
      allowed: shareOf(180, 212),
      held: shareOf(32, 212),
      blocked: shareOf(7, 212),
      needs_senior: shareOf(7, 212),
      harm_held: shareOf(4, 14),
      senior_minutes_per_week: 41.3,
      unevaluable: 12,
    },
    notes: [],
    next_step: { text: 'See it and move the slider.', argv: ['firebreak', 'replay', '--open'] },
    ...changes,
  };
}

type EqualCostRow = NonNullable<ReplayReport['equal_cost']>['rows'][number];

function equalCostRow(
  id: EqualCostRow['id'],
  given: { readonly held: number; readonly held_harm: number; readonly times: number },
): EqualCostRow {
  return {
    id,
    name: `way ${id}`,
    description: `How ${id} chooses.`,
    held: given.held,
    senior_minutes: 5810,
    delay_hours: given.held * 17.5,
    harm_held: shareOf(given.held_harm, 43),
    times_every_ai: { value: given.times, low: given.times - 0.2, high: given.times + 0.3 },
  };
}

/** A made-up replay; tests change what they are about. */
export function replayOf(changes: Partial<ReplayReport> = {}): ReplayReport {
  return {
    schema: 'firebreak.replay/v1',
    repository: 'shop-api',
    made_at: '2026-03-02T10:20:00.000Z',
    policy: { source: 'built-in:starter', digest: 'sha256:ab12cd34ef567890' },
    window: {
      changes: 1200,
      first: '2025-01-02T09:00:00.000Z',
      last: '2026-03-01T09:00:00.000Z',
      weeks: 60.4,
      censored_days: 30,
    },
    wait: { hours: 17.5, low: 4, high: 24, source: 'published', method: 'an assumption: 17.5 hours a wait' },
    totals: {
      held: shareOf(180, 1200),
      blocked: shareOf(30, 1200),
      passed: shareOf(1020, 1200),
      reverted: 12,
      fixed: 31,
      traced: null,
      censored: 67,
      reverted_held: shareOf(9, 12),
      harm_held: shareOf(30, 43),
      harmless_held: shareOf(141, 1090),
      senior_minutes: 2110,
      senior_minutes_per_week: 34.9,
      senior_budget_per_week: 30,
      delay: { changes: 96, hours: 1680, low: 384, high: 2304, hours_per_week: 27.8 },
      unevaluable: 4,
    },
    provenance: { ai: shareOf(400, 1200), human: shareOf(20, 1200), unknown: shareOf(780, 1200) },
    rules: [
      {
        rule: 'tier0-senior',
        mode: 'enforce',
        because: 'A wrong price cannot be taken back.',
        matched: shareOf(120, 1200),
        held: shareOf(80, 1200),
        harm_held: 20,
        unevaluable: 0,
        senior_minutes: 1020,
        delay_hours: 1400,
        note: null,
      },
      {
        rule: 'destructive-migration-needs-two-people',
        mode: 'shadow',
        because: 'Data that is gone is gone.',
        matched: shareOf(0, 1200),
        held: shareOf(0, 1200),
        harm_held: 0,
        unevaluable: 4,
        senior_minutes: 0,
        delay_hours: 0,
        note: 'never-matches',
      },
    ],
    strategies: [
      {
        id: 'policy',
        name: 'this policy',
        description: 'What firebreak.yaml says.',
        held: shareOf(180, 1200),
        harm_held: shareOf(30, 43),
        harmless_held: shareOf(141, 1090),
        senior_minutes_per_week: 34.9,
      },
      {
        id: 'every-ai',
        name: 'senior for every AI change',
        description: 'Every change with AI evidence waits for a senior.',
        held: shareOf(400, 1200),
        harm_held: shareOf(19, 43),
        harmless_held: shareOf(361, 1090),
        senior_minutes_per_week: 96.2,
      },
    ],
    reach: { content: null, flows: null },
    risk_check: { models: [{ use: 'shipped', as_of: null, changes: 4 }], changes: 4, harmful: 0, figures: null },
    assistance_harm: {
      ai: { count: 0, n: 0, share: null, low: null, high: null },
      others: { count: 0, n: 0, share: null, low: null, high: null },
      difference: null,
      minimum: { changes: 100, harmful: 20 },
    },
    capture: {
      n_harm: 43,
      minimum_harm: 10,
      rows: [
        { gated_percent: 5, by_risk: shareOf(11, 43), by_size: shareOf(7, 43) },
        { gated_percent: 10, by_risk: shareOf(17, 43), by_size: shareOf(13, 43) },
        { gated_percent: 20, by_risk: shareOf(24, 43), by_size: shareOf(21, 43) },
        { gated_percent: 30, by_risk: shareOf(29, 43), by_size: shareOf(26, 43) },
        { gated_percent: 50, by_risk: shareOf(36, 43), by_size: shareOf(34, 43) },
      ],
      auc: {
        risk: { value: 0.74, low: 0.66, high: 0.81, n: 1133 },
        size: { value: 0.69, low: 0.61, high: 0.77, n: 1133 },
        risk_among_like_sizes: { value: 0.58, low: 0.51, high: 0.66, n: 1133 },
      },
    },
    equal_cost: {
      n_harm: 43,
      minimum_harm: 10,
      senior_minutes: 5810,
      senior_minutes_per_week: 96.2,
      part_of_all: 0.34,
      rows: [
        equalCostRow('policy-senior', { held: 80, held_harm: 20, times: 1.05 }),
        equalCostRow('risk-per-minute', { held: 410, held_harm: 31, times: 1.63 }),
        equalCostRow('every-ai', { held: 400, held_harm: 19, times: 1 }),
        equalCostRow('perfect', { held: 43, held_harm: 43, times: 2.26 }),
      ],
    },
    difference: null,
    changes: [
      {
        commit: '3f2a9c1d4e5b6f708192a3b4c5d6e7f8091a2b3c',
        title: 'Cache price rules, "fast"',
        pull_request: '412',
        landed_at: '2026-02-02T10:15:00.000Z',
        risk_score: 0.25,
        risk_percentile: 80,
        risk_as_of: null,
        operations: null,
        reversible: null,
        dependents: null,
        flows: null,
        size_percentile: 61.5,
        areas: 2,
        files: 4,
        lines: 153,
        assistance: 'ai',
        evidence: 'declared',
        tier: 0,
        label: 'reverted',
        label_evidence: 'stated',
        labelled_by: ['77aa01c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8'],
        decision: 'hold',
        rules: ['tier0-senior'],
        waiting_rules: ['tier0-senior'],
        waits: true,
        unevaluable: [],
        review_minutes: 12,
        senior_minutes: 12,
        rule_senior_minutes: { 'tier0-senior': 12 },
      },
    ],
    limits: ['Sign-offs of the past are not in git, so every sign-off counts as missing.'],
    ...changes,
  };
}

/** Made-up records of provenance: one with AI evidence, one without any. */
export function recordsOf(): CommitProvenance[] {
  return [
    {
      commit: '3f2a9c1d4e5b6f708192a3b4c5d6e7f8091a2b3c',
      assistance: 'ai',
      evidence: 'declared',
      tools: [{ name: 'Claude Code', model: 'claude-opus-4.5' }],
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
    {
      commit: '77aa01c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8',
      assistance: 'unknown',
      evidence: 'none',
      tools: [],
      where: [],
      findings: [],
    },
  ];
}
