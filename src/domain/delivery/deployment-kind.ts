import type { DeliveredDeployment } from './model.ts';

/**
 * What a deployment is beside those before it: `first` of its target as far as is known, `new`, the same commit `again`, or a step `back` to
 * one that stood before.
 */
export type DeploymentKind = 'first' | 'new' | 'again' | 'back';

/** A deployment with what it is. */
export interface TellingDeployment extends DeliveredDeployment {
  readonly kind: DeploymentKind;
}

/**
 * Deployments to production, oldest first, each told what it is among those of its service and environment. What names no commit is new
 * unless it says the same as the one before.
 */
export function productionDeployments(deployments: readonly DeliveredDeployment[]): readonly TellingDeployment[] {
  const sorted = deployments
    .filter(({ environment }) => isProduction(environment))
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const targets = new Map<string, { last: string | null; readonly seen: Set<string> }>();
  return sorted.map((deployment) => {
    const { repository, service, environment, commit, of } = deployment;
    const key = [repository, service, environment].join('\n');
    const target = targets.get(key);
    const known = target ?? { last: null, seen: new Set<string>() };
    targets.set(key, known);
    // A flag or a setting that is turned does not take the version back.
    if (of !== 'version' || commit === null) return { ...deployment, kind: 'new' };
    const kind: DeploymentKind =
      target === undefined ? 'first' : known.last === commit ? 'again' : known.seen.has(commit) ? 'back' : 'new';
    known.last = commit;
    known.seen.add(commit);
    return { ...deployment, kind };
  });
}

/** Whether an environment is one that users are in, by its name. */
export function isProduction(environment: string): boolean {
  return /^(?:prod|live\b)/i.test(environment);
}

/** Whether it brings something that was not there. */
export function isNew({ kind }: TellingDeployment): boolean {
  return kind === 'first' || kind === 'new';
}
