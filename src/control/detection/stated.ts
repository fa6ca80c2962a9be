import type { BrakeRule } from '../../domain/brake/index.ts';
import type { CriticalFlow, Service } from '../../domain/catalog/index.ts';
import type { CommitId } from '../../domain/change/index.ts';
import type { DetectionStatement } from '../../domain/policy/index.ts';
import type { RolloutPlan } from '../../domain/rollout/index.ts';
import { Fault, type Instant } from '../../kernel/index.ts';
import type { World } from '../port.ts';
import { readRulebook } from '../proposal.ts';
import type { ServerNode } from '../server/port.ts';

/** What the protected base of one repository says of what is watched, and of what pulls brakes by itself. */
export interface StatedRepository {
  /** `FORGE:REPOSITORY`. */
  readonly repository: string;
  readonly detection: DetectionStatement;
  readonly rules: readonly BrakeRule[];
  readonly plans: readonly RolloutPlan[];
  readonly services: readonly Service[];
  readonly flows: readonly CriticalFlow[];
}

/** What all repositories state. */
export interface Stated {
  readonly repositories: readonly StatedRepository[];
  /** Those that could not be read now; what they stated before still counts, where it is known. */
  readonly unread: readonly string[];
}

/** Branches move rarely; whether one did is asked of git. */
const AGE_MS = 5_000;

/** Reads what repositories state, again where a protected branch moved. An older answer counts for five seconds. */
export function openStated(world: World, node: ServerNode): () => Promise<Stated> {
  const known = new Map<string, { readonly revision: CommitId | null; readonly stated: StatedRepository }>();
  let kept: { readonly at: Instant; readonly answer: Promise<Stated> } | null = null;
  const readOne = async (forge: ServerNode['forges'][number], name: string): Promise<StatedRepository> => {
    const repository = `${forge.name}:${name}`;
    const path = await forge.localCopy({ repository: name, commits: [] });
    const history = await world.openRepository({ path });
    const { tip, defaultTips } = await history.describe();
    const revision = defaultTips[0] ?? tip;
    const before = known.get(repository);
    if (before !== undefined && before.revision === revision) return before.stated;
    const { configuration } = await readRulebook({ world, history, revision, policy: { file: null } });
    const { detection, brakes, rollouts, catalog } = configuration;
    const { services, flows } = catalog;
    const stated = { repository, detection, rules: brakes.rules, plans: rollouts.plans, services, flows };
    known.set(repository, { revision, stated });
    return stated;
  };
  const read = async (): Promise<Stated> => {
    const repositories: StatedRepository[] = [];
    const unread: string[] = [];
    for (const forge of node.forges) {
      for (const name of await forge.repositories()) {
        try {
          repositories.push(await readOne(forge, name));
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          const before = known.get(`${forge.name}:${name}`);
          if (before !== undefined) repositories.push(before.stated);
          unread.push(`${forge.name}:${name}: ${error.message}`);
        }
      }
    }
    return { repositories, unread };
  };
  return () => {
    const at = world.now();
    if (kept !== null && Math.abs(at - kept.at) < AGE_MS) return kept.answer;
    const answer = read();
    const mine = { at, answer };
    kept = mine;
    answer.catch(() => {
      if (kept === mine) kept = null;
    });
    return answer;
  };
}
