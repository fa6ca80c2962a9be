import type {
  BrakeReport,
  ChangeReport,
  ChangeRow,
  DecisionDocument,
  ExposureReport,
  Finding,
  InboxReport,
  LoginList,
  LoginQuestion,
  MeReport,
  NowReport,
  PolicyReport,
  ReviewShortfall,
  Viewer,
  WeeklyReport,
} from '../../src/contract/index.ts';
import { type WebAlarms, webAlarms } from './web-alarm.ts';
import { webBrakes, webShip } from './web-brake.ts';
import { loginQuestionOf, loginsOf } from './web-login.ts';
import { type WebQueue, webQueues } from './web-queue.ts';
import { type WebRollouts, webRollouts } from './web-rollout.ts';

/** How the made-up shop stands: `hostile` puts what strangers may write into every text, `many` has 500 changes. */
export type ShopState = 'busy' | 'empty' | 'hostile' | 'many';

/** Everything that the web client asks for. */
export interface WebShop {
  readonly me: MeReport;
  readonly now: NowReport;
  readonly inbox: InboxReport;
  readonly changes: readonly ChangeReport[];
  /** Of which a page shows fifty. */
  readonly findings: readonly Finding[];
  readonly exposure: ExposureReport;
  readonly policy: PolicyReport;
  readonly logins: LoginList;
  readonly loginQuestion: LoginQuestion;
  readonly queues: readonly WebQueue[];
  readonly brakes: BrakeReport;
  readonly rollouts: WebRollouts;
  readonly alarms: WebAlarms;
  /** Absent = there is none. */
  readonly weekly?: WeeklyReport;
}

/** Markup, an address that runs, a turn of the reading direction, a word without end. */
export const HOSTILE = `<img src=x onerror=alert(1)>'"&lt;\u202egpj.exe\u200b${'W'.repeat(90)}`;

const AT = Date.now();
const TIERS: Readonly<Record<string, 0 | 1 | 2 | 3 | null>> = {
  checkout: 0,
  payment: 0,
  price: 1,
  cart: 1,
  'web-shop': 1,
  'mobile-gateway': 1,
  stock: 2,
  invoice: 2,
  search: 2,
  mail: 3,
  report: null,
};
const SERVICES = Object.keys(TIERS);
const CALLS: readonly (readonly [string, string, number | null])[] = [
  ['web-shop', 'checkout', 420],
  ['web-shop', 'search', 2_600],
  ['web-shop', 'cart', 1_300],
  ['mobile-gateway', 'checkout', 310],
  ['mobile-gateway', 'cart', 900],
  ['checkout', 'payment', 120],
  ['checkout', 'price', 730],
  ['cart', 'price', 2_100],
  ['cart', 'stock', 800],
  ['payment', 'invoice', 95],
  ['invoice', 'mail', null],
  ['report', 'invoice', null],
  ['stock', 'mail', 3],
];
const TITLES: readonly (readonly [string, string, ChangeRow['verdict'], number])[] = [
  ['Round the total of a basket to the cent', 'price', 'hold', 0.34],
  ['Retry card payments that time out', 'payment', 'hold', 0.51],
  ['Drop the old column orders.total_text', 'checkout', 'block', 0.62],
  ['Show stock of the nearest shop', 'stock', 'allow', 0.04],
  ['Ask for the reason of a cancelled order', 'web-shop', 'allow', 0.02],
  ['Cache prices for sixty seconds', 'price', 'hold', 0.22],
  ['Search by article number', 'search', 'undecided', 0.07],
  ['Send invoices as one file', 'invoice', 'unknown', 0.11],
];

const VIEWER: Viewer = {
  account: 'a-1',
  name: 'Ida Berg',
  person: 'ida',
  roles: ['approver', 'engineer'],
  permissions: ['read', 'submit', 'sign-off', 'return', 'delegate', 'override', 'review-override', 'operate'],
};

/** The documents of one state; valid by the contract. */
export function webShop(state: ShopState): WebShop {
  const count = state === 'empty' ? 0 : state === 'many' ? 500 : TITLES.length;
  const said = (text: string) => (state === 'hostile' ? `${text} ${HOSTILE}` : text);
  const queues = webQueues(state, { at: AT, viewer: VIEWER, said });
  const changes = Array.from({ length: count }, (_, at) => changeOf(at, said)).map((report, at) =>
    at === 7 ? { ...report, queue: queues[0]?.standing(report.change.id) ?? null } : report,
  );
  const rows = changes.map(({ change }) => change);
  const is = (verdict: string) => rows.filter((row) => row.verdict === verdict).length;
  const held = changes.filter(({ change }) => change.verdict === 'hold');
  return {
    me: { schema: 'firebreak.me/v1', viewer: VIEWER, csrf: 'token-1', sign_in: { password: true, provider: null } },
    now: {
      schema: 'firebreak.now/v1',
      as_of: iso(0),
      viewer: VIEWER,
      ship: webShip(state, { at: AT, viewer: VIEWER, said }),
      services: state === 'empty' ? [] : SERVICES.flatMap((service) => stripOf(service, rows)),
      asks: held.slice(0, 7).map(({ change }, at) => ({
        kind: at === 2 ? ('review-override' as const) : at === 1 ? ('repair' as const) : ('sign' as const),
        change: change.id,
        title: change.title,
        text: said(`You wrote most of ${change.services[0]} in the last half year.`),
        minutes: at === 1 ? null : 14,
        waiting_minutes: 35 + at * 60,
        tier: change.tier,
        due_at: at === 1 ? null : iso(-90),
      })),
      counts: {
        open: rows.length,
        allowed: is('allow'),
        held: is('hold') + is('unknown'),
        blocked: is('block'),
        undecided: is('undecided'),
        reviews_owed: rows.filter(({ review_owed }) => review_owed).length,
        ai_assisted: rows.filter(({ assistance }) => assistance === 'ai').length,
        findings: state === 'empty' ? 0 : FINDINGS,
      },
      findings: findingsOf(state, said).slice(0, 3),
      log: { events: 4_812, sealed: 4_810 },
    },
    inbox: {
      schema: 'firebreak.inbox/v1',
      as_of: iso(0),
      viewer: VIEWER,
      person: 'ida',
      budget: { used_minutes: 96, week_minutes: 180 },
      items: held.map(({ change, revision }, at) => ({
        change,
        why: said(`You know ${change.services[0]} best, and you have the most time left this week.`),
        minutes: 14 + (at % 5) * 4,
        asked_at: iso(50 + at),
        due_at: iso(at === 0 ? 12 : -60 * (at + 1)),
        passed_on_by: at === 1 ? said('olaf') : null,
        content_digest: revision.content_digest,
        reach_files: at === 2 ? null : 12 * (at + 1) ** 2,
        reasons: [
          { code: 'senior-for-critical', text: said('A senior has to sign: it touches a service of tier 0 or 1.') },
        ],
        pair: at === 0 ? said('jun') : null,
      })),
      reading_along: held.slice(1, 3).map(({ change }) => ({
        change,
        beside: said('olaf'),
        minutes: 16,
        due_at: iso(-70),
      })),
      short: held.slice(0, 2).map(({ change }, at) => ({
        change,
        shortfalls: [shortfall(said)],
        is_named: at === 0,
      })),
    },
    changes,
    findings: findingsOf(state, said),
    exposure: exposureOf(rows, state, said),
    policy: policyOf(rows, state, said),
    logins: loginsOf(iso, said),
    loginQuestion: loginQuestionOf(iso, said),
    queues,
    brakes: webBrakes(state, { at: AT, viewer: VIEWER, said }),
    rollouts: webRollouts(state, { at: AT, viewer: VIEWER, said }),
    alarms: webAlarms(state, { at: AT, viewer: VIEWER, said }),
  };
}

function iso(minutesAgo: number): string {
  return new Date(AT - minutesAgo * 60_000).toISOString();
}

function changeOf(at: number, said: (text: string) => string): ChangeReport {
  const [title, service, verdict, risk] = TITLES[at % TITLES.length] ?? TITLES[0] ?? ['', '', 'hold', 0];
  const id = `github:shop/store#${at + 1}`;
  const content = `sha256:${String(at).padStart(2, '0').repeat(32).slice(0, 64)}`;
  const isHeld = verdict === 'hold' || verdict === 'block';
  const change: ChangeRow = {
    id,
    kind: at === 4 ? 'flag' : 'proposal',
    repository: 'shop/store',
    number: at + 1,
    title: said(title),
    author: said(at % 3 === 0 ? 'jun' : 'mara'),
    url: at === 5 ? 'javascript:alert(3)' : `https://forge.example/shop/store/pull/${at + 1}`,
    state: 'open',
    draft: at === 6,
    verdict,
    overridden: at === 5,
    review_owed: at === 5,
    tier: TIERS[service] ?? null,
    services: [said(service)],
    assistance: at % 2 === 0 ? 'ai' : at % 3 === 0 ? 'human' : 'unknown',
    risk: verdict === 'unknown' ? null : risk,
    review_minutes: 16,
    senior_minutes: isHeld ? 16 : 0,
    signoffs: isHeld ? 1 : 0,
    held_by: isHeld ? ['senior-for-critical'] : [],
    asked: verdict === 'hold' ? ['ida', said('olaf')] : [],
    opened_at: iso(300 + at * 40),
    revised_at: iso(30 + at * 11),
    revisions: 2,
  };
  const decision = verdict === 'undecided' ? null : decisionOf({ change, content, verdict, said });
  const may = { allowed: true, why_not: null };
  return {
    schema: 'firebreak.change/v1',
    as_of: iso(0),
    viewer: VIEWER,
    change,
    revision: {
      head: 'c0ffee'.repeat(7).slice(0, 40),
      base: 'ba5e'.repeat(10),
      head_branch: said('round-total'),
      base_branch: 'main',
      content_digest: content,
      at: iso(30),
    },
    ladder: ladderOf(verdict),
    rollout: null,
    decision,
    current: true,
    signoffs: isHeld
      ? [
          {
            id: 's1',
            by: { person: said('jun'), handle: 'jun' },
            at: iso(55),
            source: 'forge-review',
            counts: false,
            why_not: said('jun made the change, and whoever made it cannot sign it.'),
            comment: said('Looks right to me.'),
          },
        ]
      : [],
    asks: change.asked.map((person) => ({
      person,
      why: said(`${person} wrote most of ${service} lately`),
      minutes: 16,
      at: iso(50),
      due_at: iso(-70),
      pair: person === 'ida' ? said('jun') : null,
    })),
    shortfalls: at === 1 ? [shortfall(said)] : [],
    operation:
      at === 4
        ? {
            repository: said('shop/store'),
            content: said('cancel-reason:\n  variants: { on: true, off: false }\n  defaultVariant: on'),
            paths: [said('flags/web-shop.flagd.json')],
            submitted_by: [said('an agent of mara')],
            prompters: [said('mara')],
            argv: ['firebreak', 'submit', 'flag', 'web-shop/cancel-reason', '--content', 'FILE', '--done'],
          }
        : null,
    returned: null,
    overrides:
      at === 5
        ? [
            {
              id: 'o1',
              by: { person: 'mara', handle: 'mara' },
              reason: said('Prices were wrong for every customer.'),
              ticket: said('OPS-41'),
              at: iso(25),
              expires_at: iso(-35),
              active: true,
              skipped: ['ida', 'olaf'],
              review: null,
            },
          ]
        : [],
    timeline: [
      ['ChangeSubmitted', 'jun', 'jun submitted it', 300],
      ['ChangeDecided', null, 'Judged: held, a senior has to sign', 299],
      ['RevisionObserved', 'jun', 'A new revision came', 60],
      ['SignedOff', 'jun', 'jun signed content 0000', 55],
      ['ReviewAsked', null, 'ida and olaf are asked', 50],
      ['VerdictPublished', null, 'The forge shows the verdict', 49],
    ].map(([type, actor, text, ago], index) => ({
      position: 4_700 + at * 6 + index,
      at: iso(Number(ago)),
      type: String(type),
      actor: actor === null ? null : String(actor),
      text: said(String(text)),
    })),
    queue: null,
    may: {
      sign: may,
      return: may,
      delegate: may,
      override: isHeld ? may : { allowed: false, why_not: 'Nothing holds it, so there is nothing to override.' },
      recheck: may,
    },
  };
}

/** More than one page of them. */
const FINDINGS = 60;

function findingsOf(state: ShopState, said: (text: string) => string): readonly Finding[] {
  return Array.from({ length: state === 'empty' ? 0 : FINDINGS }, (_, at): Finding => {
    const isLanding = at % 3 === 1;
    return {
      position: 4_700 - at * 13,
      found_at: iso(20 + at * 45),
      kind: isLanding ? 'landing' : 'deployment',
      repository: said('shop/store'),
      service: isLanding ? null : said('checkout'),
      environment: isLanding ? null : said('production'),
      commit: 'c0ffee'.repeat(7).slice(0, 40),
      image: at % 3 === 2 ? said(`registry.example/checkout@sha256:${'a'.repeat(64)}`) : null,
      configuration_digest: null,
      deployed_at: isLanding ? null : iso(25 + at * 45),
      deployed_since: isLanding ? null : at > 0,
      reasons: [
        {
          code: isLanding ? 'landed-while-held' : 'unknown-commit',
          text: said(isLanding ? 'it landed while nothing let it pass' : 'no repository here holds this commit'),
          commit: null,
          change: isLanding ? 'github:shop/store#1' : null,
          next_step: said('Open the change and clear what held it, or revert it.'),
        },
      ],
    };
  });
}

function shortfall(said: (text: string) => string): ReviewShortfall {
  return {
    kind: 'over-budget',
    missing: 1,
    text: said('nobody is asked for one senior: nobody who may give it is within budget'),
    next_step: said('ida may still sign: a budget says who is asked, never who may.'),
  };
}

function ladderOf(verdict: ChangeRow['verdict']): ChangeReport['ladder'] {
  const isHeld = verdict === 'hold' || verdict === 'block';
  return [
    { step: 'intent', state: 'done', text: 'Submitted by jun' },
    { step: 'evidence', state: verdict === 'undecided' ? 'now' : 'done', text: 'Provenance and reach are read' },
    { step: 'risk', state: verdict === 'undecided' ? 'later' : 'done', text: 'Risk is computed' },
    {
      step: 'sign-off',
      state: isHeld ? 'stuck' : verdict === 'undecided' ? 'later' : 'done',
      text: isHeld ? 'One senior has to sign; ida and olaf are asked, first due in an hour' : 'No rule asks for more',
    },
    {
      step: 'queue',
      state: verdict === 'allow' || verdict === 'unknown' ? 'now' : 'later',
      text: 'May be merged on the forge',
    },
    { step: 'canary', state: 'not-connected', text: 'no rollout of it was begun' },
    { step: 'live', state: 'later', text: 'Not deployed yet' },
  ];
}

interface Decided {
  readonly change: ChangeRow;
  readonly content: string;
  readonly verdict: Exclude<ChangeRow['verdict'], 'undecided'>;
  readonly said: (text: string) => string;
}

function decisionOf({ change, content, verdict, said }: Decided): DecisionDocument {
  const isHeld = verdict === 'hold' || verdict === 'block';
  return {
    schema: 'firebreak.decision/v1',
    decision: verdict,
    would_decide: verdict,
    exit: verdict === 'allow' ? 0 : 3,
    would_exit: verdict === 'allow' ? 0 : 3,
    mode: 'enforce',
    change: {
      id: change.id,
      kind: 'branch',
      landing: null,
      title: change.title,
      base: null,
      head: null,
      base_branch: 'main',
      head_branch: 'round-total',
      pull_request: String(change.number),
      content_digest: content,
      author: change.author,
      files: 4,
      added_lines: 86,
      deleted_lines: 31,
      at: change.revised_at,
      gaps: [],
    },
    tier: change.tier,
    services: change.services,
    risk: {
      score: change.risk,
      calibrated_on: 'public-data',
      model: null,
      percentile: change.risk === null ? null : 91,
      why_unknown: change.risk === null ? 'its history could not be read' : null,
      factors: [
        { name: 'size', text: said('larger than 80 % of the changes here: 117 lines in 4 files') },
        { name: 'churn', text: 'two of its files were repaired twice in the last month' },
        { name: 'author', text: 'its author never changed two of its files before' },
      ],
    },
    provenance: {
      assistance: change.assistance,
      evidence: change.assistance === 'unknown' ? 'none' : 'declared',
      tools: change.assistance === 'ai' ? [{ name: said('Example Agent'), model: 'example-3' }] : [],
      lines: change.assistance === 'ai' ? { ai: 71, human: 10, unknown: 5, total: 86 } : null,
      where:
        change.assistance === 'ai'
          ? [
              {
                class: 'declared',
                assistance: 'ai',
                place: 'trailer',
                commit: 'c0ffee'.repeat(7).slice(0, 40),
                line: 7,
                text: said('Assisted-by: Example Agent'),
                confidence: 1,
              },
            ]
          : [],
      findings: [],
    },
    scanner: null,
    operations: {
      reversible: verdict === 'block' ? 'no' : 'yes',
      next_step:
        verdict === 'block'
          ? said('Stop reading the column first, and drop it in a later change.')
          : 'Put the old code back.',
      found:
        verdict === 'block'
          ? [
              {
                rule: 'sql-drop-column',
                path: said('migration/0042_total.sql'),
                line: 3,
                what: said('drops the column orders.total_text'),
                effects: ['loses-data'],
                certainty: 'certain',
                safer: said('Stop reading it, deploy, and drop it in a later change.'),
              },
            ]
          : [],
      count: verdict === 'block' ? 1 : 0,
      unread: [],
    },
    reach: {
      tier: 0,
      services: ['checkout', 'cart', 'web-shop'],
      flows: ['buy'],
      dependents: 14,
      files: 63,
      money: [{ currency: 'GBP', per_minute: 1_380 }],
    },
    blockers: isHeld
      ? [
          {
            code: 'senior-for-critical/sign-off',
            rule: 'senior-for-critical',
            mode: 'enforce',
            effect: verdict === 'block' ? 'block' : 'hold',
            message: said(
              verdict === 'block'
                ? 'It drops a column that running code still reads.'
                : 'A senior who did not make it has to sign this content.',
            ),
            because: said('What takes money deserves two pairs of eyes, one of them experienced.'),
            facts: [
              { name: 'change.tier', value: '0' },
              { name: 'change.services', value: said(change.services.join(', ')) },
            ],
            where: [{ path: said('packages/price/src/total.ts'), line: 12 }],
            who_can_clear:
              verdict === 'block'
                ? [{ kind: 'author', name: 'author' }]
                : [
                    { kind: 'person', name: 'ida' },
                    { kind: 'person', name: said('olaf') },
                  ],
            how: said('Sign it in the inbox, on the forge, or with the command.'),
            argv: ['firebreak', 'explain', 'senior-for-critical/sign-off'],
            expires_at: null,
          },
          {
            code: 'tests-beside-code',
            rule: 'tests-beside-code',
            mode: 'advise',
            effect: 'hold',
            message: said('No test changed with the code.'),
            because: 'A change of prices without a test was repaired twice as often here.',
            facts: [{ name: 'change.has_tests', value: 'false' }],
            where: [],
            who_can_clear: [{ kind: 'author', name: 'author' }],
            how: 'Change a test of what changed.',
            argv: null,
            expires_at: null,
          },
        ]
      : [],
    unevaluable:
      verdict === 'unknown'
        ? [
            {
              rule: 'risky-needs-owner',
              mode: 'enforce',
              missing: [{ fact: 'risk.score', why: said('the history could not be read') }],
            },
          ]
        : [],
    rules: [
      { rule: 'senior-for-critical', mode: 'enforce', outcome: isHeld ? 'unsatisfied' : 'not-matched' },
      { rule: 'tests-beside-code', mode: 'advise', outcome: isHeld ? 'unsatisfied' : 'satisfied' },
    ],
    evidence: [{ kind: 'test', text: said('packages/price/test/total.test.ts changed') }],
    review: { minutes: 16, low: 9, high: 28, senior_minutes: isHeld ? 16 : 0, method: 'size and churn' },
    policy: { source: 'ba5eba5e:firebreak.yaml', digest: `sha256:${'a'.repeat(64)}`, edited_by_change: false },
    policy_version: '1',
    warnings: [],
    facts_digest: `sha256:${'b'.repeat(64)}`,
    unknown_facts: [],
    decided_at: change.revised_at,
    next_step: { text: said('Ask ida or olaf to sign it.'), argv: ['firebreak', 'explain'] },
  };
}

function stripOf(service: string, rows: readonly ChangeRow[]): NowReport['services'] {
  const own = rows.filter(({ services }) => services[0]?.split(' ')[0] === service);
  if (own.length === 0) return [];
  const is = (verdict: string) => own.filter((row) => row.verdict === verdict).length;
  const [held, blocked] = [is('hold') + is('unknown'), is('block')];
  return [
    {
      service: own[0]?.services[0] ?? service,
      tier: TIERS[service] ?? null,
      state: blocked > 0 ? 'blocked' : held > 0 ? 'held' : is('undecided') > 0 ? 'undecided' : 'clear',
      open: own.length,
      held,
      blocked,
      oldest_minutes: held + blocked > 0 ? 185 : null,
    },
  ];
}

function exposureOf(rows: readonly ChangeRow[], state: ShopState, said: (text: string) => string): ExposureReport {
  const names = state === 'many' ? [...SERVICES, ...Array.from({ length: 109 }, (_, at) => `service-${at}`)] : SERVICES;
  const touching = new Map(
    names.map((name) => [name, rows.filter(({ services }) => services[0]?.split(' ')[0] === name).map(({ id }) => id)]),
  );
  const reaching = new Map(names.map((name) => [name, new Set<string>()]));
  for (let hop = 0; hop < 4; hop += 1) {
    for (const [caller, callee] of CALLS) {
      for (const id of [...(touching.get(callee) ?? []), ...(reaching.get(callee) ?? [])])
        reaching.get(caller)?.add(id);
    }
  }
  const at = (name: string) => [...new Set([...(touching.get(name) ?? []), ...(reaching.get(name) ?? [])])];
  return {
    schema: 'firebreak.exposure/v1',
    as_of: iso(0),
    viewer: VIEWER,
    services:
      state === 'empty'
        ? []
        : names.map((name) => ({
            id: said(name),
            tier: TIERS[name] ?? null,
            touched_by: touching.get(name) ?? [],
            reached_by: [...(reaching.get(name) ?? [])].filter((id) => !touching.get(name)?.includes(id)),
            owners: name === 'report' ? [] : [said(`@${name}-team`)],
          })),
    findings: findingsOf(state, said).slice(0, 50),
    calls:
      state === 'empty'
        ? []
        : CALLS.map(([caller, callee, per_minute]) => ({ caller: said(caller), callee: said(callee), per_minute })),
    flows:
      state === 'empty'
        ? []
        : [
            {
              id: said('buy'),
              tier: 0,
              services: [said('web-shop'), said('checkout')],
              money_per_minute: { currency: 'GBP', amount: 1_380 },
              reached_by: at('checkout').slice(0, 4),
            },
            {
              id: 'pay by phone',
              tier: 0,
              services: ['mobile-gateway'],
              money_per_minute: { currency: 'GBP', amount: 410 },
              reached_by: [rows[0]?.id ?? '', rows[1]?.id ?? ''],
            },
            { id: 'find', tier: 1, services: ['search'], money_per_minute: null, reached_by: at('search') },
            {
              id: 'gift card',
              tier: 1,
              services: ['invoice'],
              money_per_minute: { currency: 'GBP', amount: 22.5 },
              reached_by: [],
            },
          ],
    changes: [...rows],
  };
}

function policyOf(rows: readonly ChangeRow[], state: ShopState, said: (text: string) => string): PolicyReport {
  const isEmpty = state === 'empty';
  const holding = rows.filter(({ held_by }) => held_by.length > 0).length;
  return {
    schema: 'firebreak.policy/v1',
    as_of: iso(0),
    viewer: VIEWER,
    repositories: isEmpty
      ? []
      : [{ repository: said('shop/store'), source: 'ba5eba5e:firebreak.yaml', digest: `sha256:${'a'.repeat(64)}` }],
    rules: isEmpty
      ? []
      : [
          {
            rule: 'senior-for-critical',
            mode: 'enforce',
            because: said('What takes money deserves two pairs of eyes.'),
            matched: 41,
            holding,
            senior_minutes: holding * 16,
            unevaluable: 0,
          },
          {
            rule: 'tests-beside-code',
            mode: 'advise',
            because: 'Changes without tests were repaired twice as often here.',
            matched: 18,
            holding: 0,
            senior_minutes: 0,
            unevaluable: 0,
          },
          {
            rule: 'risky-needs-owner',
            mode: 'shadow',
            because: 'The riskiest tenth holds a third of the harm.',
            matched: 9,
            holding: 0,
            senior_minutes: 34,
            unevaluable: 1,
          },
        ],
    proof: {
      events: isEmpty ? 0 : 4_812,
      sealed: isEmpty ? 0 : 4_810,
      checkpoint: isEmpty
        ? null
        : 'firebreak/shop\n4810\nq1fQzbq6f0Z0Q0l5mJ1m6j2cG0f3o1t8yY2m0xw3u0k=\n\n— firebreak/shop Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFy\n',
      key: 'firebreak/shop+4f1d0c3a+AZs1Qk1mQ2Z2b0ZyZWVicmVha0V4YW1wbGVLZXkxMjM0',
    },
    record: isEmpty
      ? []
      : rows.slice(0, 60).map((row, at) => ({
          position: 4_812 - at,
          at: iso(at * 7),
          type: at % 3 === 0 ? 'ChangeDecided' : at % 3 === 1 ? 'SignedOff' : 'RevisionObserved',
          actor: at % 3 === 0 ? null : said('ida'),
          about: said('sha256 of nothing in particular'),
          change: row.id,
          digest: `sha256:${String(at).padStart(4, '0').repeat(16)}`,
        })),
  };
}
