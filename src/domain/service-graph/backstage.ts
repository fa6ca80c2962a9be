import { type DocumentNode, field, textAt, textsAt } from '../operation/index.ts';
import type { DescribedService, ServiceReading, StatedCall } from './model.ts';
import { placeOf, tierOf } from './stated.ts';

/** Whether a document is an entity of Backstage's software catalogue. */
export function isBackstage(document: DocumentNode): boolean {
  return textAt(document, 'apiVersion')?.startsWith('backstage.io/') ?? false;
}

/** Annotations and labels under which teams keep a tier; Backstage itself has none. */
const TIER_KEYS = ['tier', 'backstage.io/tier', 'service-tier', 'criticality'];

/**
 * Components, resources and who needs whom (descriptor format backstage.io/v1alpha1 and v1beta1: `dependsOn`,
 * `dependencyOf`, `consumesApis`, `providesApis`, `subcomponentOf`). An API stands for the component that provides it, as
 * far as `providers` knows one; its own name otherwise. Entities outside the default namespace keep it in their id.
 */
export function readBackstage(
  file: { readonly path: string; readonly documents: readonly DocumentNode[] },
  providers: ReadonlyMap<string, string>,
): ServiceReading {
  const services: DescribedService[] = [];
  const calls: StatedCall[] = [];
  for (const document of file.documents.filter(isBackstage)) {
    const kind = textAt(document, 'kind')?.toLowerCase() ?? '';
    const id = idOf(document);
    if (id === null || (kind !== 'component' && kind !== 'resource')) continue;
    const spec = field(document, 'spec');
    services.push({
      id,
      kind: kindOf(kind, textAt(spec, 'type')),
      tier: statedTier(document),
      owner: ownerOf(textAt(spec, 'owner')),
      paths: folderGlob(file.path),
      origin: 'backstage',
      place: placeOf(file.path, field(document, 'metadata')),
    });
    const add = (caller: string, callee: string, node: DocumentNode | null): void => {
      calls.push({
        caller,
        callee,
        origin: 'backstage',
        place: placeOf(file.path, node),
        seenAt: null,
        callsPerMinute: null,
      });
    };
    const needs = field(spec, 'dependsOn');
    for (const reference of textsAt(needs)) add(id, entityId(reference, providers), needs);
    const needed = field(spec, 'dependencyOf');
    for (const reference of textsAt(needed)) add(entityId(reference, providers), id, needed);
    const apis = field(spec, 'consumesApis');
    for (const reference of textsAt(apis)) add(id, entityId(withKind(reference, 'api'), providers), apis);
  }
  return { services, calls, unread: [] };
}

/** Which component provides each API that is named in these documents, by the API's id. */
export function apiProviders(documents: readonly DocumentNode[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const document of documents.filter(isBackstage)) {
    const id = idOf(document);
    if (id === null) continue;
    for (const reference of textsAt(document, 'spec', 'providesApis')) {
      found.set(entityId(withKind(reference, 'api'), new Map()), id);
    }
  }
  return found;
}

function idOf(document: DocumentNode): string | null {
  const name = textAt(document, 'metadata', 'name');
  return name === null || name === '' ? null : qualified(textAt(document, 'metadata', 'namespace'), name);
}

function withKind(reference: string, kind: string): string {
  return reference.includes(':') ? reference : `${kind}:${reference}`;
}

/** `[kind:][namespace/]name` (Backstage's entity reference) as an id. */
function entityId(reference: string, providers: ReadonlyMap<string, string>): string {
  const [, kind = '', rest = ''] = /^(?:([^:/]*):)?(.*)$/.exec(reference) ?? [];
  const slash = rest.indexOf('/');
  const id = qualified(slash < 0 ? null : rest.slice(0, slash), rest.slice(slash + 1));
  if (kind.toLowerCase() !== 'api') return id;
  const api = `api:${id}`;
  return providers.get(api) ?? api;
}

function qualified(namespace: string | null, name: string): string {
  const lower = name.toLowerCase();
  return namespace === null || namespace.toLowerCase() === 'default' ? lower : `${namespace.toLowerCase()}/${lower}`;
}

function kindOf(kind: string, type: string | null): DescribedService['kind'] {
  const word = type?.toLowerCase() ?? '';
  if (kind === 'resource') return /queue|topic|stream/.test(word) ? 'queue' : 'datastore';
  if (word === 'library' || word === 'website') return word;
  return 'service';
}

function statedTier(document: DocumentNode): DescribedService['tier'] {
  for (const key of TIER_KEYS) {
    for (const part of ['labels', 'annotations']) {
      const tier = tierOf(textAt(document, 'metadata', part, key));
      if (tier !== null) return tier;
    }
  }
  return null;
}

/** `group:default/payments` and `payments` are the team of that name; `user:` is a person. */
function ownerOf(reference: string | null): string | null {
  if (reference === null) return null;
  const [, kind = 'group', rest = reference] = /^([^:/]+):(.*)$/.exec(reference) ?? [];
  const name = rest.slice(rest.lastIndexOf('/') + 1);
  return kind.toLowerCase() === 'user' ? name : `@${name}`;
}

/** An entity is what lies beside its file; one at the root describes the whole repository. */
function folderGlob(path: string): readonly string[] {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return folder === '' ? [] : [folder.replace(/[\\[\]{}*?!]/g, '\\$&')];
}
