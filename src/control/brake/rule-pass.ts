import type { BrakeRule, DayFacts } from '../../domain/brake/index.ts';
import { Fault } from '../../kernel/index.ts';
import type { Stated } from '../detection/stated.ts';
import type { World } from '../port.ts';
import type { ServerNode } from '../server/port.ts';
import { type Day, factsFor, readDay, type Tellers } from './day-fact.ts';
import { engageByRules } from './rule-engage.ts';

/** A rule of the protected base of a repository, and whether anybody tells its facts. */
export interface StandingRule {
  readonly repository: string;
  readonly rule: BrakeRule;
  /** Why it can engage nothing; `null` = its facts are told. */
  readonly untold: string | null;
}

/** Pulls brakes by the rules of all repositories. */
export interface BrakeRules {
  /**
   * One look; does nothing where nothing happened since the last. What cannot be done for one repository does not stop the others. Gives the
   * ids of what it engaged.
   */
  pass(onFault: (repository: string, error: unknown) => void): Promise<readonly string[]>;
  /** Each rule, by the facts as they stand. */
  rules(): Promise<readonly StandingRule[]>;
}

/** Looked again after this though nothing was told: rules change with a branch, and storms age. */
const TICK_MS = 800;

/** Opens the rules on one node; any number of nodes may look, since a cause engages once. */
export function openBrakeRules(options: {
  readonly world: Pick<World, 'now'>;
  readonly node: ServerNode;
  readonly stated: () => Promise<Stated>;
  readonly budgets: () => Promise<Day['budgets']>;
  readonly tellers: Tellers;
}): BrakeRules {
  const { world, node, stated, budgets, tellers } = options;
  let seen: number | null = null;
  let lookedAt = 0;
  const ruled = async (): Promise<readonly Ruled[]> => {
    const all = await stated();
    const own = all.repositories.filter(({ rules }) => rules.length > 0);
    if (own.length === 0) return [];
    const day = await readDay(node, { budgets: await budgets(), now: world.now() });
    return own.map((each) => ({
      repository: each.repository,
      rules: each.rules.map((rule) => ({ ...rule, id: uniqueId(rule.id, each.repository, all) })),
      facts: factsFor(each, { day, stated: all, tellers }),
    }));
  };
  return {
    async pass(onFault) {
      const head = await node.store.head();
      const at = world.now();
      if (head === seen && Math.abs(at - lookedAt) < TICK_MS) return [];
      const engaged: string[] = [];
      for (const { repository, rules, facts } of await ruled()) {
        try {
          engaged.push(...(await engageByRules({ store: node.store, rules, facts, now: world.now })).engaged);
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          onFault(repository, error);
        }
      }
      // What was appended meanwhile is looked at by the next pass.
      seen = head;
      lookedAt = at;
      return engaged;
    },
    async rules() {
      return (await ruled()).flatMap(({ repository, rules, facts }) =>
        rules.map((rule): StandingRule => ({ repository, rule, untold: untoldOf(rule, facts) })),
      );
    },
  };
}

interface Ruled {
  readonly repository: string;
  readonly rules: readonly BrakeRule[];
  readonly facts: DayFacts;
}

/** Two repositories may call different rules by one name; each engages for its own causes. */
function uniqueId(id: string, repository: string, { repositories }: Stated): string {
  const namesakes = repositories.filter(({ rules }) => rules.some((rule) => rule.id === id));
  return namesakes.length === 1 ? id : `${repository} ${id}`;
}

function untoldOf({ trigger }: BrakeRule, facts: DayFacts): string | null {
  const { told, why } = {
    'open-sev-1': { told: facts.incidents, why: 'no incidents are kept here' },
    'critical-surge': { told: facts.surges, why: 'no alerts come here, and nothing is watched' },
    'error-budget-spent': { told: facts.budgets, why: 'no objective is stated' },
    'rollback-storm': { told: facts.rollbacks, why: 'no rollout plan is stated' },
    'flow-alarm': { told: facts.alarms, why: 'no alerts come here, and nothing of a flow is watched' },
  }[trigger.kind];
  return told === null ? why : null;
}
