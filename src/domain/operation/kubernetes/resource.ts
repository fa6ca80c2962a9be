import type { FilePath } from '../../change/index.ts';
import type { DocumentNode } from '../document/model.ts';
import { itemsAt, textAt } from '../document/node.ts';
import type { Finding } from '../rule.ts';
import type { KubernetesRuleName } from './rule.ts';

/** One object as a manifest describes it. */
export interface Resource {
  readonly path: FilePath;
  /** API group without its version; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** `StatefulSet shop/db`; without the namespace where the manifest states none. */
  readonly label: string;
  /** The same for one object whatever its file and API version: group, kind, namespace, name. */
  readonly key: string;
  readonly node: DocumentNode;
  readonly line: number | null;
}

/** A rule of Kubernetes that was found. */
export type KubernetesFinding = Finding<KubernetesRuleName>;

/** One object on both sides of a change. */
export interface ResourcePair {
  readonly before: Resource;
  readonly after: Resource;
}

/** Most objects looked at in one list object. */
const LIST_LIMIT = 5_000;

/** Whether a document looks like an object of Kubernetes, whatever its kind. */
export function isManifest(node: DocumentNode): boolean {
  const version = textAt(node, 'apiVersion');
  return version !== null && /^[a-z0-9./-]{1,200}$/i.test(version) && textAt(node, 'kind') !== null;
}

/** Objects of documents; lists are taken apart, what has no name is left out. */
export function resourcesOf(documents: readonly DocumentNode[], path: FilePath): readonly Resource[] {
  return documents.flatMap((node) => {
    if (!isManifest(node)) return [];
    const kind = textAt(node, 'kind') ?? '';
    if (kind.endsWith('List') && textAt(node, 'metadata', 'name') === null) {
      const items = itemsAt(node, 'items').slice(0, LIST_LIMIT);
      return items.flatMap((item) => (isManifest(item) ? resourceOf(item, path) : []));
    }
    return resourceOf(node, path);
  });
}

/** A finding about an object, at a line below it where one is given. */
export function findingAt(
  resource: Resource,
  finding: Pick<KubernetesFinding, 'rule' | 'what' | 'certainty' | 'effects'> & {
    readonly at?: DocumentNode | null;
    /** Part of the object: a container, a port. */
    readonly part?: string;
  },
): KubernetesFinding {
  const { at, part, ...rest } = finding;
  const object = part === undefined ? resource.label : `${resource.label} ${part}`;
  return { ...rest, path: resource.path, line: at?.line ?? resource.line, object };
}

function resourceOf(node: DocumentNode, path: FilePath): readonly Resource[] {
  const name = textAt(node, 'metadata', 'name');
  if (name === null) return [];
  const apiVersion = textAt(node, 'apiVersion') ?? '';
  const group = canonicalGroup(apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');
  const kind = textAt(node, 'kind') ?? '';
  const namespace = textAt(node, 'metadata', 'namespace');
  const label = `${kind} ${namespace === null ? '' : `${namespace}/`}${name}`;
  const key = [group, kind, namespace ?? '', nameWithoutHash(kind, name)].join('\u0000');
  return [{ path, group, kind, name, label, key, node, line: node.line }];
}

/** Objects that moved from one group to another keep their identity: the server stores one and the same. */
function canonicalGroup(group: string): string {
  return group === 'extensions' ? 'apps' : group;
}

/** Kustomize puts a digest behind the name of generated settings: another content is the same object. */
function nameWithoutHash(kind: string, name: string): string {
  return kind === 'ConfigMap' || kind === 'Secret' ? name.replace(/-[bcdfghkmt2456789]{10}$/, '') : name;
}
