import { type DocumentNode, field, textAt, textsAt } from '../operation/index.ts';
import type { DescribedService, ServiceReading, StatedCall } from './model.ts';
import { placeOf, tierOf } from './stated.ts';

/** Whether a document is a definition of Datadog's service catalogue, v2 to v3. */
export function isDatadog(document: DocumentNode): boolean {
  const version = textAt(document, 'apiVersion') ?? textAt(document, 'schema-version') ?? '';
  const old = /^v2(?:\.[12])?$/.test(version) && textAt(document, 'dd-service') !== null;
  return old || (version === 'v3' && textAt(document, 'metadata', 'name') !== null);
}

const KINDS: ReadonlyMap<string, DescribedService['kind']> = new Map([
  ['service', 'service'],
  ['datastore', 'datastore'],
  ['queue', 'queue'],
  ['library', 'library'],
  ['frontend', 'website'],
]);

/** Services and their dependencies; only v3 declares any (`spec.dependsOn`, `spec.componentOf` is a grouping, no call). */
export function readDatadog(file: {
  readonly path: string;
  readonly documents: readonly DocumentNode[];
}): ServiceReading {
  const services: DescribedService[] = [];
  const calls: StatedCall[] = [];
  for (const document of file.documents.filter(isDatadog)) {
    const old = textAt(document, 'dd-service');
    const id = (old ?? textAt(document, 'metadata', 'name') ?? '').toLowerCase();
    const spec = old === null ? field(document, 'spec') : document;
    const owner = textAt(document, 'metadata', 'owner') ?? textAt(document, 'team');
    services.push({
      id,
      kind: old === null ? (KINDS.get(textAt(document, 'kind') ?? '') ?? 'unknown') : 'service',
      tier: tierOf(textAt(spec, 'tier')),
      owner: owner === null ? null : `@${owner}`,
      paths: [],
      origin: 'datadog',
      place: placeOf(file.path, field(document, old === null ? 'metadata' : 'dd-service')),
    });
    const needs = field(spec, 'dependsOn');
    for (const reference of textsAt(needs)) {
      calls.push({
        caller: id,
        callee: reference.slice(reference.indexOf(':') + 1).toLowerCase(),
        origin: 'datadog',
        place: placeOf(file.path, needs),
        seenAt: null,
        callsPerMinute: null,
      });
    }
  }
  return { services, calls, unread: [] };
}
