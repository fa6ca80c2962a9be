import { closeIncident, type IncidentActor, openIncident, proposedBy } from '../../domain/incident/index.ts';
import type { Instant } from '../../kernel/index.ts';
import { holding } from '../server/hold-lease.ts';
import type { ServerNode } from '../server/port.ts';
import { listOpenSurges } from '../signal/surge-stream.ts';
import { handleIncident, incidentFrom, openIncidents, openNewIncident } from './stream.ts';

/** Whoever proposes incidents by alarms, for the record. */
const ALARMS: IncidentActor = { kind: 'rule', id: 'rule:alarms', name: 'the alarms' };

/** Keeps incidents in step with alarms. */
export interface IncidentIntake {
  /** One look; does nothing where nothing was told since the last. Gives the ids of what it opened or closed. */
  pass(): Promise<readonly string[]>;
}

/**
 * Proposes an incident for each surge that is an error or worse, once, and closes what no human declared when its surge is over. Any number of
 * nodes may look: one at a time does.
 */
export function openIncidentIntake(options: {
  readonly node: ServerNode;
  readonly now: () => Instant;
}): IncidentIntake {
  const { node, now } = options;
  let seen: number | null = null;
  return {
    async pass() {
      const head = await node.store.head();
      if (head === seen) return [];
      const touched: string[] = [];
      const didHold = await holding({ node, name: 'incident-intake', now }, async () => {
        touched.push(...(await takeSurges({ node, now })));
      });
      if (didHold) seen = head;
      return touched;
    },
  };
}

async function takeSurges({ node, now }: { readonly node: ServerNode; readonly now: () => Instant }) {
  const { store } = node;
  const surges = await listOpenSurges(node);
  const touched: string[] = [];
  for (const surge of surges) {
    const wish = proposedBy(surge);
    if (wish === null || (await incidentFrom(store, wish.origin)) !== null) continue;
    const came = await openNewIncident({
      store,
      actor: null,
      origin: wish.origin,
      plan: (id) => openIncident({ id, ...wish }, { by: ALARMS, now: now() }),
    });
    if (came.ok) touched.push(came.value.incident.id);
  }
  const going = new Set(surges.map(({ id }) => id));
  for (const { id, stage, origin } of await openIncidents(store)) {
    if (stage !== 'triage' || origin.kind !== 'surge' || going.has(origin.id)) continue;
    const told = { by: ALARMS, ending: 'unconfirmed', why: 'its alarms ended before anybody declared it' } as const;
    const came = await handleIncident({
      store,
      id,
      actor: null,
      plan: (incident) => closeIncident(incident, { ...told, now: now(), since: now() }),
    });
    if (came.ok) touched.push(id);
  }
  return touched;
}
