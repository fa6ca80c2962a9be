import { readEnvironment } from '../domain/provenance/index.ts';
import type { World } from './port.ts';

/** Names of the agents that the environment of this process shows at work; empty = none is seen, which is not "none". */
export function agentsHere({ environment }: Pick<World, 'environment'>): readonly string[] {
  return readEnvironment(environment).map(({ tool }) => tool?.name ?? 'an agent');
}
