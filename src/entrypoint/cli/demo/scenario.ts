import type { DemoWish, StageBehaviour, StageCommit } from './stage.ts';

/** How the demo runs. */
export interface Scenario {
  readonly wish: DemoWish;
  /** What the new version becomes; `null` = it stays as good as the old one. */
  readonly turn: StageBehaviour | null;
  /** How long the new version behaves in its first stage, in milliseconds. */
  readonly goodMs: number;
  readonly stages: readonly { readonly name: string; readonly percent: number }[];
}

/** Title of the change that brings the new version. */
export const NEW_VERSION_TITLE = 'Make the checkout faster';

/** What the new version must not become worse than: what is declined by banks. */
const USUAL: StageBehaviour = { errorShare: 0.06, leastMs: 3, spreadMs: 30 };
/** Five times the errors, and slower. */
const BAD: StageBehaviour = { errorShare: 0.3, leastMs: 4, spreadMs: 45 };

/** Traffic and stages: to be watched, or so quick that a test can wait for it. */
export function scenarioOf(given: {
  readonly isFast: boolean;
  readonly isHealthy: boolean;
  readonly seed: number;
}): Scenario {
  const { isFast, isHealthy, seed } = given;
  const stages = isFast
    ? [
        { name: 'quarter', percent: 25 },
        { name: 'half', percent: 50 },
      ]
    : [
        { name: 'tenth', percent: 10 },
        { name: 'third', percent: 33 },
        { name: 'half', percent: 50 },
      ];
  return {
    wish: { perSecond: isFast ? 500 : 200, seed, behaviour: USUAL, commits: commitsOf({ isFast, stages }) },
    turn: isHealthy ? null : BAD,
    goodMs: isFast ? 3_000 : 20_000,
    stages,
  };
}

/** Commits that come while the demo runs. */
export const LATER: Readonly<Record<'next' | 'other', StageCommit>> = {
  next: {
    branch: 'changes/round-totals',
    message: 'Round totals to the cent',
    by: 'ann',
    files: { 'src/checkout/total.ts': 'export const total = (cents: number) => Math.round(cents) / 100;\n' },
  },
  other: {
    branch: 'changes/search-hint',
    message: 'Say what the search looks for',
    by: 'bob',
    files: { 'src/catalog/hint.ts': "export const hint = 'Search by name or number';\n" },
  },
};

function commitsOf(given: Pick<Scenario, 'stages'> & { readonly isFast: boolean }): readonly StageCommit[] {
  return [
    {
      branch: 'main',
      message: 'Open the shop',
      by: 'ann',
      files: {
        'firebreak.yaml': configurationOf(given),
        'src/checkout/pay.ts': 'export const pay = (cents: number) => ({ cents, tries: 1 });\n',
        'src/catalog/search.ts': 'export const search = (words: string) => words.split(" ");\n',
      },
    },
    {
      branch: 'changes/faster-checkout',
      message: NEW_VERSION_TITLE,
      by: 'ann',
      files: { 'src/checkout/pay.ts': 'export const pay = (cents: number) => ({ cents, tries: 3 });\n' },
    },
  ];
}

/** What a shop states: its services, what holds when a rollout went back, and how a new version is given to users. */
function configurationOf({ isFast, stages }: Pick<Scenario, 'stages'> & { readonly isFast: boolean }): string {
  const [least, within] = isFast ? ['4s', '5m'] : ['15s', '20m'];
  return `version: 1
services:
  checkout: { tier: 1, paths: [src/checkout], owners: ["@ann"] }
  catalog: { tier: 2, paths: [src/catalog], owners: ["@bob"] }
flows:
  pay: { tier: 1, services: [checkout] }
people:
  senior:
    - "@ann ann@shop.example"
    - "@bob bob@shop.example"
policy:
  use: []
  mode: enforce
  rules:
    - id: rules
      when: '"policy" in change.classes'
      require: { signoffs: [{ count: 1, level: senior }] }
      because: Whoever changes the rules is not the only one to agree.
queue:
  build: test -e src/checkout/pay.ts
brakes:
  rules:
    after-rollback: { when: rollback-storm, rollbacks: 1, minutes: 60 }
rollouts:
  shop:
    service: checkout
    targets:
      shop: { engine: haproxy, name: shop/v2 }
    arms: { label: version, canary: v2, control: v1 }
    metrics:
      errors: { kind: errors, events: shop_checkout_errors_total, exposure: shop_checkouts_total }
      latency:
        kind: latency
        histogram: shop_checkout_seconds
        thresholds_ms: { p50: 10, p90: 25, p99: 50 }
        critical: false
      orders: { kind: business, events: shop_orders_total, exposure: shop_checkouts_total, critical: false }
    stages:
${stages.map(({ name, percent }) => `      - { name: ${name}, weight: ${percent}, least: ${least}, least_unlearnt: ${least}, within: ${within} }`).join('\n')}
    step: 1s
    lateness: 1s
    silence: 30s
`;
}
