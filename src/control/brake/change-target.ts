import { type BrakeLane, type BrakeTarget, type Known, known, targetOf, unknown } from '../../domain/brake/index.ts';
import type { CompiledCatalog, Place, Tier } from '../../domain/catalog/index.ts';
import type { Change } from '../../domain/change/index.ts';
import type { PatternFacts } from '../../domain/gate/index.ts';
import type { Facts } from '../../domain/policy/index.ts';
import type { Provenance } from '../../domain/provenance/index.ts';

/** A change as brakes see it, by the facts that the gate judges; its sign-offs are counted by the gate. */
export function changeTarget(given: {
  readonly change: Change;
  readonly facts: Facts;
  readonly place: Place | null;
  readonly provenance: Provenance;
  readonly catalog: CompiledCatalog;
  readonly labels: readonly string[];
  /** Which families it adds to; absent = nobody asked. */
  readonly patterns?: PatternFacts | undefined;
  /** Absent = as the change claims. */
  readonly lane?: BrakeLane | undefined;
}): Omit<BrakeTarget, 'signoffs'> {
  const { change, facts, place, provenance, labels } = given;
  const { values } = facts;
  const { signoffs: _none, ...target } = targetOf({
    services: knownOf(values.catalog.services, facts, 'catalog.services'),
    flows: flowsOf(facts),
    tiers: tiersOf(given.catalog, { facts, place }),
    paths: knownOf(values.change.paths, facts, 'change.paths'),
    agents: agentsOf(facts, provenance),
    models: modelsOf(facts, provenance),
    patterns: patternsOf(given.patterns, facts),
    lane: given.lane ?? (isKill(facts) ? 'stop' : claimedLane(change, labels)),
  });
  return target;
}

/** A change that says of itself that it is a hotfix: a claim, which the sign-offs that a brake asks for must back. */
function claimedLane({ headBranch }: Change, labels: readonly string[]): BrakeLane {
  const isLabelled = labels.some((label) => label.trim().toLowerCase() === 'hotfix');
  return isLabelled || (headBranch ?? '').startsWith('hotfix/') ? 'hotfix' : 'ordinary';
}

/** A change of nothing but definitions of flags that switches flags off for everybody, and does nothing else. */
function isKill({ values: { flag, change } }: Facts): boolean {
  return flag.kill === true && (flag.changed ?? 0) > 0 && flag.problems === 0 && change.files === 1;
}

/** Of the catalog, and those that the metadata of changed flags names. */
function flowsOf(facts: Facts): Known<string> {
  const { catalog, flag } = facts.values;
  const ofCatalog = knownOf(catalog.flows, facts, 'catalog.flows');
  if (ofCatalog.kind === 'unknown') return ofCatalog;
  return known([...new Set([...ofCatalog.values, ...(flag.flows ?? [])])].sort());
}

/** Those that it adds to; not known where a brake names a family that this repository's book has never seen. */
function patternsOf(patterns: PatternFacts | undefined, facts: Facts): Known<string> {
  const [stranger] = patterns?.kind === 'read' ? patterns.unknownFamilies : [];
  if (stranger !== undefined) return unknown(`no family of this repository is called ${stranger}`);
  return knownOf(facts.values.pattern.family, facts, 'pattern.family');
}

function knownOf<T>(values: readonly T[] | undefined, facts: Facts, name: string): Known<T> {
  return values === undefined ? unknown(whyUnknown(facts, name)) : known(values);
}

/** Of every service and flow that is touched, not only the most critical. */
function tiersOf(
  { catalog }: CompiledCatalog,
  { facts, place }: { readonly facts: Facts; readonly place: Place | null },
): Known<Tier> {
  const { services, flows } = facts.values.catalog;
  if (place === null || place.tier === null || services === undefined || flows === undefined) {
    return unknown(whyUnknown(facts, 'catalog.tier'));
  }
  const tiers = [
    ...catalog.services.filter(({ id }) => services.includes(id)),
    ...catalog.flows.filter(({ id }) => flows.includes(id)),
  ].map(({ tier }) => tier);
  const { tier: ofFlag } = facts.values.flag;
  if (ofFlag !== undefined) tiers.push(ofFlag as Tier);
  return known([...new Set(tiers)].sort());
}

function agentsOf(facts: Facts, { tools }: Provenance): Known<string> {
  return ofAssistance(facts, () =>
    tools.length === 0 ? unknown('which agent wrote it is not known') : known(tools.map(({ name }) => name)),
  );
}

function modelsOf(facts: Facts, { tools }: Provenance): Known<string> {
  return ofAssistance(facts, () => {
    const models = tools.flatMap(({ model }) => model ?? []);
    return tools.length === 0 || models.length < tools.length
      ? unknown('which model wrote it is not known')
      : known(models);
  });
}

/** People alone are no cohort; whoever is not known may be any. */
function ofAssistance(facts: Facts, ofAgents: () => Known<string>): Known<string> {
  const { assistance } = facts.values.provenance;
  if (assistance === undefined) return unknown(whyUnknown(facts, 'provenance.assistance'));
  if (assistance === 'human') return known([]);
  return assistance === 'ai' ? ofAgents() : unknown('who or what wrote it is not known');
}

function whyUnknown({ unknown: why }: Facts, name: string): string {
  return why[name] ?? `${name} is not known`;
}
