import type {
  CodeLifeFacts,
  DeliveredChange,
  DeliveredDeployment,
  DeliveryFacts,
  DeliveryIncident,
} from '../../src/domain/delivery/index.ts';
import type { ReviewedIncident } from '../../src/domain/operations-review/index.ts';
import { DAY_MS, instant } from '../../src/kernel/index.ts';
import { seededRandom } from '../../src/statistics/index.ts';

/** What is drawn, and the truth that is drawn from. */
export interface DrawnDelivery {
  readonly facts: DeliveryFacts & CodeLifeFacts;
  readonly incidents: readonly ReviewedIncident[];
}

/** The end of the newest week. */
export const END = Date.UTC(2026, 10, 23);

const HOUR_MS = 3_600_000;

/**
 * Deliveries of a made-up company: so many changes over so many weeks to so many services; part of the changes by AI, which writes larger ones;
 * large changes break more often, whoever wrote them.
 */
export function drawDelivery(plan: {
  readonly changes: number;
  readonly weeks: number;
  readonly services: number;
  readonly seed: number;
}): DrawnDelivery {
  const random = seededRandom(plan.seed);
  const spanMs = plan.weeks * 7 * DAY_MS;
  const exponential = (mean: number) => -mean * Math.log(1 - random());
  const changes: DeliveredChange[] = [];
  for (let at = 0; at < plan.changes; at += 1) {
    const landed = END - spanMs + ((at + random()) * spanMs) / plan.changes;
    const isAi = random() < 0.45;
    const size = Math.round(exponential(isAi ? 90 : 50)) + 1;
    const breaks = random() < 0.02 + Math.min(0.1, size / 3_000);
    const review = exponential(6 * HOUR_MS);
    const pickup = exponential(isAi ? 20 * HOUR_MS : 9 * HOUR_MS);
    const queue = exponential(HOUR_MS / 2);
    const opened = landed - review - pickup - queue;
    const isHeld = random() < 0.2;
    changes.push({
      id: `c${at}`,
      repository: 'shop',
      services: [`service-${Math.floor(plan.services * random() ** 2)}`],
      tier: ([0, 1, 2, 3] as const)[Math.floor(4 * random())] ?? 3,
      work: random() < 0.8 ? 'code' : 'configuration',
      assistance: isAi ? 'ai' : random() < 0.7 ? 'human' : 'unknown',
      evidence: isAi ? 'declared' : 'none',
      size,
      lane: random() < 0.02 ? 'hotfix' : 'normal',
      moments: {
        begun: instant(opened - exponential(20 * HOUR_MS)),
        opened: instant(opened),
        answered: instant(opened + pickup),
        approved: instant(landed - queue),
        queued: instant(landed - queue),
        landed: instant(landed),
        closed: null,
      },
      repair: breaks
        ? { kind: 'fixed', by: `f${Math.floor(at / 3)}`, at: instant(landed + exponential(5 * DAY_MS)) }
        : { kind: 'none' },
      holds: isHeld
        ? [{ rule: `rule-${at % 7}`, from: instant(opened), to: instant(opened + pickup), isReworked: random() < 0.2 }]
        : [],
      seniorMinutes: isHeld ? 15 : 0,
      passed: isHeld ? 'signed-off' : random() < 0.002 ? 'overridden' : 'by-itself',
    });
  }
  const deployments = deploymentsOf(changes, random);
  const causes = deployments.filter(() => random() < 40 / deployments.length);
  const incidents = causes.map((deployment, at) => incidentOf(deployment, at, random()));
  return {
    facts: { changes, deployments, incidents: incidents.map(factOf), written: null },
    incidents,
  };
}

/** Every service deploys what landed in it, a few changes at a time. */
function deploymentsOf(changes: readonly DeliveredChange[], random: () => number): DeliveredDeployment[] {
  const waiting = new Map<string, DeliveredChange[]>();
  const found: DeliveredDeployment[] = [];
  for (const change of changes) {
    const [service = ''] = change.services;
    const brought = [...(waiting.get(service) ?? []), change];
    waiting.set(service, brought);
    if (random() < 0.6) continue;
    waiting.set(service, []);
    const at = instant((change.moments.landed ?? END) + random() * HOUR_MS);
    found.push({
      id: `d${found.length}`,
      repository: 'shop',
      service,
      environment: 'production',
      at,
      commit: change.id,
      of: 'version',
      brings: brought.map(({ id }) => id),
      rolledBack: random() < 0.01 ? { at, recoveredAt: instant(at + random() * HOUR_MS) } : null,
    });
  }
  return found;
}

function incidentOf({ service, at, brings }: DeliveredDeployment, number: number, draw: number): ReviewedIncident {
  const startedAt = instant(at + draw * HOUR_MS);
  const isShown = draw < 0.5;
  return {
    id: `INC-${number + 1}`,
    title: ['Payments time out', 'Search shows nothing', 'Orders are doubled'][number % 3] ?? '',
    severity: ([1, 2, 3, 4] as const)[number % 4] ?? 4,
    state: 'closed',
    startedAt,
    mitigatedAt: instant(startedAt + (0.3 + draw) * HOUR_MS),
    services: [service],
    flows: number % 2 === 0 ? ['checkout'] : [],
    impact: [
      `${Math.round(100 * draw)} to ${Math.round(300 * draw)} orders in checkout (measured)`,
      `${20 + number} minutes (measured)`,
    ],
    detection: ['alarm', 'customer', 'alert'][number % 3] ?? '',
    trigger: 'code-change',
    rootCause: number % 2 === 0 ? 'missing-test' : 'unknown',
    aiRole: number % 3 === 0 ? 'disputed (advised, none)' : 'unknown',
    cause: {
      kind: isShown ? 'cause' : 'suspect',
      change: brings?.[0] ?? null,
      probability: 0.5 + draw / 2,
      grade: isShown ? 'intervention' : 'temporal',
    },
    disputes: number % 3 === 0 ? ['ai-role'] : [],
    actions: [
      {
        id: 'a1',
        kind: 'prevent',
        text: 'Give the call a limit of its own and a test that shows it',
        owner: '@payments',
        due: instant(startedAt + 3 * DAY_MS),
        state: number % 2 === 0 ? 'done' : 'open',
      },
    ],
  };
}

function factOf({ id, severity, services, startedAt, mitigatedAt, cause }: ReviewedIncident): DeliveryIncident {
  return {
    id,
    severity,
    services,
    startedAt,
    mitigatedAt,
    cause:
      cause.change === null
        ? { kind: 'unknown' }
        : { kind: 'change', change: cause.change, grade: cause.kind === 'cause' ? 'intervention' : 'temporal' },
  };
}
