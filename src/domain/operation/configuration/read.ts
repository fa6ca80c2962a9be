import type { DocumentNode } from '../document/model.ts';
import { entriesAt, field, itemsAt, mapOf, textAt } from '../document/node.ts';
import { containerPairs } from '../kubernetes/pod.ts';
import type { ResourcePair } from '../kubernetes/resource.ts';
import { settingsOf } from '../kubernetes/storage.ts';
import type { FilePair, Operation } from '../model.ts';
import { operationsOf } from '../rule.ts';
import { type ConfigurationFinding, compareConfiguration } from './compare.ts';
import { CONFIGURATION_RULES, type ConfigurationRuleName } from './rule.ts';

/** A configuration file of a change with its documents; empty where the side does not exist. */
export interface ConfigurationFile {
  readonly pair: FilePair;
  readonly before: readonly DocumentNode[];
  readonly after: readonly DocumentNode[];
}

/** What a change of one configuration file does; documents are compared by their place in the file. */
export function readConfiguration({ pair, before, after }: ConfigurationFile): readonly Operation[] {
  const { path } = pair;
  if (pair.after === null) {
    if (pair.before === null || before.length === 0) return [];
    const what = `removes the file ${path}`;
    return operationsOf('configuration', CONFIGURATION_RULES, [
      { rule: 'removed-file', path, line: null, object: path, what },
    ]);
  }
  const findings = before.flatMap((old, at) => {
    const now = after[at];
    // A list at the top is data that a program ships, not its settings.
    return now === undefined || now.kind !== 'map' ? [] : compareConfiguration({ path, before: old, after: now });
  });
  return operationsOf('configuration', CONFIGURATION_RULES, findings);
}

/** Settings inside objects of Kubernetes: values of a ConfigMap and variables of a container. */
export function readObjectSettings(
  pairs: readonly ResourcePair[],
  parse: (name: string, text: string) => DocumentNode | null,
): readonly Operation[] {
  const findings = pairs.flatMap((pair) => [
    ...mapFindings(pair, parse),
    ...variableFindings(pair),
    ...fieldFindings(pair),
  ]);
  return operationsOf('configuration', CONFIGURATION_RULES, findings);
}

/** Rules that hold of any field of any object, and those that hold of kinds that the cluster itself does not know. */
const OF_ANY_OBJECT: ReadonlySet<ConfigurationRuleName> = new Set(['duration', 'unit-unclear', 'retention', 'traffic']);
const NOT_OF_OBJECTS: ReadonlySet<ConfigurationRuleName> = new Set(['removed-key', 'shape', 'image', 'floating-image']);
/** Fields that the rules of manifests judge themselves. */
const JUDGED_ELSEWHERE =
  /\.(?:minReplicaCount|maxReplicaCount|prune|suspend|paused|replicas|instances|members|size|nodes|nodeCount|numberOfInstances)$/;
const OWN_GROUP = /^(?:|apps|batch|autoscaling|policy|extensions|.+\.k8s\.io)$/;

/** Fields of the specification: periods of probes, weights of routes, values of a release. */
function fieldFindings({ before, after }: ResourcePair): readonly ConfigurationFinding[] {
  const [old, now] = [field(before.node, 'spec'), field(after.node, 'spec')];
  if (old === null || now === null || after.kind === 'CustomResourceDefinition') return [];
  const isOwn = OWN_GROUP.test(after.group);
  return compareConfiguration({ path: after.path, before: old, after: now, prefix: `${after.label} spec.` }).filter(
    ({ rule, object }) =>
      !JUDGED_ELSEWHERE.test(object) && (isOwn ? OF_ANY_OBJECT.has(rule) : !NOT_OF_OBJECTS.has(rule)),
  );
}

function variableFindings({ before, after }: ResourcePair): readonly ConfigurationFinding[] {
  const variables = (container: DocumentNode): DocumentNode =>
    mapOf(
      itemsAt(container, 'env').flatMap((item) => {
        const value = item.kind === 'map' ? item.entries.get('value') : undefined;
        return value === undefined ? [] : [[textAt(item, 'name') ?? '', value] as const];
      }),
    );
  return containerPairs(before, after).flatMap(({ name, before: old, after: now }) =>
    compareConfiguration({
      path: after.path,
      before: variables(old),
      after: variables(now),
      prefix: `${after.label} ${name} `,
    }),
  );
}

function mapFindings(
  { before, after }: ResourcePair,
  parse: (name: string, text: string) => DocumentNode | null,
): readonly ConfigurationFinding[] {
  // Pictures of a screen are no settings of a program.
  if (/dashboard/i.test(after.name)) return [];
  const now = settingsOf(after);
  const plain: (readonly [string, DocumentNode])[] = [];
  const findings: ConfigurationFinding[] = [];
  const prefix = `${after.label} `;
  for (const [key, text] of settingsOf(before)) {
    const next = now.get(key);
    if (next === undefined || next === text) continue;
    const [old, parsed] = [parse(key, text), parse(key, next)];
    if (old === null || parsed === null) continue;
    findings.push(
      ...compareConfiguration({ path: after.path, before: old, after: parsed, prefix: `${prefix}${key} ` }).map(
        // Lines inside the value are not lines of the file.
        (finding) => ({ ...finding, line: after.line }),
      ),
    );
  }
  for (const [key, node] of entriesAt(before.node, 'data')) if (!isFile(key)) plain.push([key, node]);
  const plainNow = entriesAt(after.node, 'data').filter(([key]) => !isFile(key));
  if (plain.length === 0 || after.kind !== 'ConfigMap') return findings;
  return [
    ...findings,
    ...compareConfiguration({ path: after.path, before: mapOf(plain), after: mapOf(plainNow), prefix }),
  ];
}

/** Whether a key of a ConfigMap names a file rather than a value. */
export function isFile(key: string): boolean {
  return /\.(?:ya?ml|json|toml|ini|properties|env|conf|cfg|txt|sh|sql|xml|html|js|lua|flagd)$/i.test(key);
}
