import {
  type Catalog,
  type CriticalFlow,
  compileGlob,
  type FlowValue,
  type Service,
} from '../../domain/catalog/index.ts';
import type { ConfigurationProblem } from '../../domain/policy/index.ts';
import type { NodePath, YamlFile } from './located.ts';
import { didYouMean, problemAt, quoted } from './problem.ts';
import { isKnownReference, ownerReference, type Roster } from './roster.ts';
import type { ConfigurationShape } from './schema.ts';

/** Services and flows of a checked file, with what they refer to checked as well. */
export function readAreas(
  file: YamlFile,
  shape: ConfigurationShape,
  roster: Roster,
): Pick<Catalog, 'services' | 'flows'> & { readonly problems: readonly ConfigurationProblem[] } {
  const problems: ConfigurationProblem[] = [];
  const services = Object.entries(shape.services).map(([id, service]): Service => {
    problems.push(...globProblems(file, ['services', id, 'paths'], service.paths));
    problems.push(...ownerProblems({ file, path: ['services', id, 'owners'], roster }, service.owners));
    return {
      id,
      tier: service.tier,
      paths: service.paths,
      owners: service.owners.map((owner) => ownerReference(roster, owner)),
      calls: service.calls,
    };
  });
  const flows = Object.entries(shape.flows).map(([id, flow]): CriticalFlow => {
    problems.push(...globProblems(file, ['flows', id, 'paths'], flow.paths));
    problems.push(...serviceProblems(file, id, { wanted: flow.services, known: Object.keys(shape.services) }));
    if (flow.services.length + flow.paths.length === 0) {
      const message = `flow ${quoted(id)} reaches nothing; name its services or paths`;
      problems.push(problemAt(file, ['flows', id], { code: 'empty-flow', at: 'key', message }));
    }
    return { id, ...flow, value: flowValue(flow.value) };
  });
  return { services, flows, problems };
}

function flowValue(given: ConfigurationShape['flows'][string]['value']): FlowValue | null {
  if (given === undefined) return null;
  return {
    ordersPerMinute: given.orders_per_minute ?? null,
    amountPerOrder: given.amount_per_order ?? null,
    currency: given.currency ?? null,
    usersPerMinute: given.users_per_minute ?? null,
    ...shareOf('recapture', given.recapture),
    ...shareOf('margin', given.margin),
  };
}

function shareOf(
  name: 'recapture' | 'margin',
  given: readonly [number, number] | undefined,
): Partial<Pick<FlowValue, 'recapture' | 'margin'>> {
  return given === undefined ? {} : { [name]: { low: given[0], high: given[1] } };
}

function globProblems(file: YamlFile, path: NodePath, globs: readonly string[]): readonly ConfigurationProblem[] {
  return globs.flatMap((glob, index) => {
    const compiled = compileGlob(glob);
    if (compiled.ok) return [];
    return problemAt(file, [...path, index], { code: 'bad-pattern', message: `${quoted(glob)} ${compiled.rejection}` });
  });
}

function ownerProblems(
  at: { readonly file: YamlFile; readonly path: NodePath; readonly roster: Roster },
  owners: readonly string[],
): readonly ConfigurationProblem[] {
  return owners.flatMap((owner, index) => {
    if (isKnownReference(at.roster, owner)) return [];
    const message = `${quoted(owner)} is neither a team nor a person of this configuration`;
    const suggestion = didYouMean(owner, at.roster.references);
    return problemAt(at.file, [...at.path, index], { code: 'unknown-owner', message, suggestion });
  });
}

function serviceProblems(
  file: YamlFile,
  flow: string,
  services: { readonly wanted: readonly string[]; readonly known: readonly string[] },
): readonly ConfigurationProblem[] {
  return services.wanted.flatMap((service, index) => {
    if (services.known.includes(service)) return [];
    return problemAt(file, ['flows', flow, 'services', index], {
      code: 'unknown-service',
      message: `${quoted(service)} is not a service of this configuration`,
      suggestion: didYouMean(service, services.known),
    });
  });
}
