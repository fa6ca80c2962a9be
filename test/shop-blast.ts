import type { BlastReport } from '../src/contract/index.ts';

/** How large a made-up blast report is; all of it is of a shop that does not exist. */
export interface ShopBlastOptions {
  /** Ranked files; the first third imports the change. */
  readonly files: number;
  /** Services; the first is changed, the next imports it, the others call one another. */
  readonly services?: number;
  readonly flows?: number;
  /** Stands in every name that a stranger could choose. */
  readonly hostile?: string;
}

const PACKAGES = ['packages/price', 'packages/cart', 'packages/checkout', 'apps/web', 'apps/admin', 'services/order'];
const SERVICES = ['price', 'cart', 'checkout', 'web', 'mobile-gateway', 'order', 'invoice', 'search', 'mail', 'ledger'];
const FLOWS = ['checkout', 'refund', 'sign-in', 'invoice', 'search'];
const WORDS = ['total', 'discount', 'tax', 'basket', 'line', 'summary', 'address', 'format', 'rounding', 'label'];

/** What a change of the price of a shop reaches. The same options give the same report. */
export function shopBlast(options: ShopBlastOptions): BlastReport {
  const hostile = options.hostile ?? '';
  const files = filesOf(options.files, hostile);
  const services = servicesOf(options.services ?? 5, hostile);
  const flows = Array.from({ length: options.flows ?? 2 }, (_, at) => ({
    id: `${nth(FLOWS, at)}${hostile}`,
    tier: at === 0 ? 0 : 1,
    by: services.length > at + 2 ? ('call' as const) : ('change' as const),
    through: services[Math.min(at + 2, services.length - 1)]?.id ?? 'packages/price/src/total.ts',
  }));
  const terms = flows.map((flow, at) => ({
    flow: flow.id,
    orders_per_minute: at === 1 ? null : 40 / (at + 1),
    amount_per_order: at === 1 ? null : 34.5,
    currency: at === 1 ? null : 'GBP',
    money_per_minute: at === 1 ? null : 1380 / (at + 1),
    users_per_minute: null,
  }));
  const sum = terms.reduce((total, term) => total + (term.money_per_minute ?? 0), 0);
  return {
    schema: 'firebreak.blast/v1',
    change: {
      id: 'a1b2c3d4e5f6',
      title: `Round the total of a basket to the cent${hostile}`,
      files: ['packages/price/src/total.ts', 'migration/0042_total.sql'],
    },
    tier: flows.length > 0 ? 0 : null,
    files,
    ranked_by: 'shipped',
    own_rank: null,
    more_files: options.files > 100 ? 117 : 0,
    rings: [1, 2, 3]
      .map((hops) => ({ hops, files: files.filter(({ dependent_hops }) => dependent_hops === hops).length }))
      .filter((ring) => ring.files > 0),
    packages: PACKAGES.map((folder, at) => ({ folder: `${folder}${hostile}`, hops: at, files: 3 })),
    services,
    flows,
    operations: [
      {
        rule: 'sql-drop-column',
        source: 'sql',
        path: `migration/0042_total${hostile}.sql`,
        line: 3,
        object: 'orders.total',
        effects: ['loses-data', 'breaks-old-code'],
        certainty: 'certain',
        what: `drops the column orders.total${hostile}`,
        why: 'What the column holds is gone, and code that still runs reads it.',
        safer: 'Stop reading it, deploy, and drop it in a later change.',
      },
    ],
    reversal: {
      answer: 'no',
      reasons: [{ answer: 'no', text: `The column is gone${hostile}.`, step: 'Restore it from a backup.' }],
      next_step: 'Split the migration from the code.',
      allows_automatic_rollback: false,
    },
    exposure: {
      money: sum > 0 ? [{ currency: 'GBP', per_minute: sum }] : [],
      orders_per_minute: sum > 0 ? sum / 34.5 : null,
      users_per_minute: null,
      flows_without_value: terms.filter(({ currency }) => currency === null).map(({ flow }) => flow),
      terms,
    },
    not_analysed: [{ kind: 'computed', path: `apps/web/src/plugin${hostile}.ts`, text: 'import(name)' }],
    not_analysed_in_tree: { language: 4, unresolved: 12 },
    unread: hostile === '' ? [] : [{ path: hostile, code: 'x', message: hostile }],
    findings: [
      {
        code: 'observed-not-declared',
        services: ['web', 'price'],
        message: `web calls price, and no catalogue says so${hostile}`,
        places: ['traffic.json'],
      },
    ],
    limits: ['Calls that are neither declared nor observed are not known.'],
  };
}

function filesOf(count: number, hostile: string): BlastReport['files'] {
  return Array.from({ length: count }, (_, at) => {
    const part = at / count;
    const hops = part < 0.33 ? 1 : part < 0.5 ? 2 : part < 0.6 ? 3 : null;
    const folder = nth(PACKAGES, (at * 7) % 11);
    const probability = Math.max(0.004, 0.62 * 0.97 ** at);
    return {
      path: `${folder}${hostile}/src/${nth(WORDS, at * 3)}-${at}${hostile}.ts`,
      certainty: hops === 1 ? 'certain' : probability > 0.1 || part < 0.55 ? 'likely' : 'possible',
      probability,
      dependent_hops: hops,
      dependency_hops: at % 9 === 0 ? 1 : null,
      landings: at % 4,
      share: 0.1,
    };
  });
}

function servicesOf(count: number, hostile: string): BlastReport['services'] {
  const id = (at: number) => `${nth(SERVICES, at)}${at < SERVICES.length ? '' : `-${at}`}${hostile}`;
  return Array.from({ length: count }, (_, at) => {
    const callee = at < 4 ? 0 : Math.floor(at / 2);
    const call = {
      caller: id(at),
      callee: id(callee),
      calls_per_minute: at % 3 === 0 ? null : 2400 / at,
      sources: [{ origin: 'observed', place: `traffic${hostile}.json`, seen_at: '2026-01-10T09:00:00.000Z' }],
    };
    return {
      id: id(at),
      by: at === 0 ? 'change' : at === 1 ? 'import' : 'call',
      tier: at % 3 === 0 ? 1 : null,
      inherited_tier: 0,
      owners: at === 2 ? [] : [`@team-${at}${hostile}`],
      call_hops: at < 2 ? 0 : 1,
      import_hops: at === 1 ? 2 : null,
      evidence: at < 2 ? 'code' : 'observed',
      through: at < 2 ? [] : [call],
    };
  });
}

function nth(list: readonly string[], at: number): string {
  return list[at % list.length] ?? '';
}
