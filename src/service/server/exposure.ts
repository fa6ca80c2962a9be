import type { ExposureReport } from '../../contract/index.ts';
import type { Principal, Submission } from '../../control/index.ts';
import { printable } from '../../kernel/index.ts';
import { newestFindings } from './finding.ts';
import type { Plane } from './plane.ts';
import { rowOf } from './row.ts';
import type { DecisionReach } from './rule-outcome.ts';
import { isoTime } from './time.ts';
import { viewerOf } from './viewer.ts';

/** Open changes whose reach is drawn, the newest. */
const MAX_CHANGES = 200;
/** Findings shown beside the services that they are about, the newest. */
const MAX_FINDINGS = 50;

/** Screen "Blast & exposure": what can open changes reach, and what runs there? */
export async function exposureReport(plane: Plane, principal: Principal): Promise<ExposureReport> {
  const now = plane.world.now();
  const open = [...(await plane.board.open())].sort((a, b) => b.revision.at - a.revision.at).slice(0, MAX_CHANGES);
  const reached = await Promise.all(
    open.map(async (each) => ({ id: each.id, ...((await plane.outcomes(each))?.reach ?? NO_REACH) })),
  );
  const known = await plane.services();
  const ids = (wanted: string, of: 'touched' | 'services' | 'flows'): string[] =>
    reached.filter((each) => each[of].includes(wanted)).map(({ id }) => id);
  return {
    schema: 'firebreak.exposure/v1',
    as_of: isoTime(now),
    viewer: viewerOf(principal),
    services: known.graph.services.map(({ id, inheritedTier, owners }) => {
      const touching = ids(id, 'touched');
      return {
        id: printable(id),
        tier: inheritedTier,
        touched_by: touching,
        reached_by: ids(id, 'services').filter((change) => !touching.includes(change)),
        owners: owners.map(printable),
      };
    }),
    findings: await newestFindings(plane.node, MAX_FINDINGS),
    calls: known.graph.calls.map(({ caller, callee, stated }) => ({
      caller: printable(caller),
      callee: printable(callee),
      per_minute: largest(stated.flatMap(({ callsPerMinute }) => callsPerMinute ?? [])),
    })),
    flows: known.flows.map(({ id, tier, services, value }) => ({
      id: printable(id),
      tier,
      services: services.map(printable),
      money_per_minute:
        value === null || value.ordersPerMinute === null || value.amountPerOrder === null || value.currency === null
          ? null
          : { currency: value.currency, amount: value.ordersPerMinute * value.amountPerOrder },
      reached_by: ids(id, 'flows'),
    })),
    changes: open.map((submission: Submission) => rowOf(submission, now)),
  };
}

const NO_REACH: DecisionReach = { touched: [], services: [], flows: [] };

function largest(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : Math.max(...numbers);
}
