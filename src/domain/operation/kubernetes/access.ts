import type { DocumentNode } from '../document/model.ts';
import { field, isTrueAt, itemsAt, textAt, textsAt } from '../document/node.ts';
import { containersOf, podSpec } from './pod.ts';
import { findingAt, type KubernetesFinding, type Resource } from './resource.ts';

interface Grant {
  /** The same for the same grant before and after. */
  readonly what: string;
  readonly at: DocumentNode | null;
  readonly rule: 'widen-access' | 'privileged';
  readonly part?: string;
}

const ROLE_KINDS = new Set(['Role', 'ClusterRole']);
const BINDING_KINDS = new Set(['RoleBinding', 'ClusterRoleBinding']);
const POWERFUL_VERBS = new Set(['escalate', 'bind', 'impersonate']);
const WRITING_VERBS = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);
const EVERYBODY = new Set([
  'system:anonymous',
  'system:unauthenticated',
  'system:authenticated',
  'system:serviceaccounts',
]);
const STRONG_CAPABILITIES = new Set([
  'ALL',
  'SYS_ADMIN',
  'SYS_PTRACE',
  'SYS_MODULE',
  'NET_ADMIN',
  'DAC_READ_SEARCH',
  'BPF',
]);

/** Rights and privileges that an object has after a change and did not have before; `before` is `null` for a new one. */
export function accessFindings(before: Resource | null, after: Resource): readonly KubernetesFinding[] {
  const known = new Set(before === null ? [] : grantsOf(before).map(keyOf));
  return grantsOf(after)
    .filter((grant) => !known.has(keyOf(grant)))
    .map((grant) => findingAt(after, grant));
}

function keyOf(grant: Grant): string {
  return `${grant.part ?? ''} ${grant.what}`;
}

function grantsOf(resource: Resource): readonly Grant[] {
  if (ROLE_KINDS.has(resource.kind)) return roleGrants(resource);
  if (BINDING_KINDS.has(resource.kind)) return bindingGrants(resource);
  if (resource.kind === 'Namespace') return namespaceGrants(resource);
  return podGrants(resource);
}

function roleGrants(resource: Resource): readonly Grant[] {
  return itemsAt(resource.node, 'rules').flatMap((rule): readonly Grant[] => {
    const verbs = textsAt(rule, 'verbs');
    const resources = textsAt(rule, 'resources');
    const words: string[] = [];
    if (verbs.includes('*') && resources.includes('*')) words.push('every verb on every resource');
    else if (resources.includes('*') && verbs.some((verb) => WRITING_VERBS.has(verb)))
      words.push('writes to every resource');
    else if (verbs.includes('*')) words.push(`every verb on ${resources.slice(0, 5).join(', ')}`);
    if (resources.includes('secrets') && itemsAt(rule, 'resourceNames').length === 0) {
      if (verbs.some((verb) => ['get', 'list', 'watch', '*'].includes(verb))) words.push('reading every secret');
    }
    for (const verb of verbs.filter((each) => POWERFUL_VERBS.has(each)))
      words.push(`${verb} on ${resources.slice(0, 5).join(', ')}`);
    if (resources.includes('pods/exec') && verbs.some((verb) => verb === 'create' || verb === '*'))
      words.push('running commands in pods');
    return words.map((word) => ({ rule: 'widen-access', what: `allows ${word}`, at: rule }));
  });
}

function bindingGrants(resource: Resource): readonly Grant[] {
  const role = textAt(resource.node, 'roleRef', 'name') ?? '';
  const subjects = itemsAt(resource.node, 'subjects').map((subject) => textAt(subject, 'name') ?? '');
  const at = field(resource.node, 'roleRef');
  const grants: Grant[] = [];
  if (role === 'cluster-admin' || (role === 'admin' && resource.kind === 'ClusterRoleBinding')) {
    const who = subjects.slice(0, 5).join(', ');
    grants.push({ rule: 'widen-access', what: `gives ${role} to ${who}`, at });
  }
  for (const subject of subjects.filter((each) => EVERYBODY.has(each))) {
    grants.push({ rule: 'widen-access', what: `gives ${role} to ${subject}`, at });
  }
  return grants;
}

function namespaceGrants(resource: Resource): readonly Grant[] {
  const way = ['metadata', 'labels', 'pod-security.kubernetes.io/enforce'];
  if (textAt(resource.node, ...way) !== 'privileged') return [];
  return [{ rule: 'privileged', what: 'lets privileged pods into the namespace', at: field(resource.node, ...way) }];
}

function podGrants(resource: Resource): readonly Grant[] {
  const spec = podSpec(resource);
  if (spec === null) return [];
  const host = ['hostNetwork', 'hostPID', 'hostIPC']
    .filter((key) => isTrueAt(spec, key))
    .map((key): Grant => ({ rule: 'privileged', what: `sets ${key}`, at: field(spec, key) }));
  const paths = itemsAt(spec, 'volumes').flatMap((volume): readonly Grant[] => {
    const path = textAt(volume, 'hostPath', 'path');
    return path === null ? [] : [{ rule: 'privileged', what: `mounts ${path} of the node`, at: volume }];
  });
  return [...host, ...paths, ...containersOf(resource).flatMap(({ name, node }) => containerGrants(name, node))];
}

function containerGrants(name: string, node: DocumentNode): readonly Grant[] {
  const context = field(node, 'securityContext');
  const part = `container ${name}`;
  const grant = (what: string, key: string): Grant => ({ rule: 'privileged', what, at: field(context, key), part });
  const grants: Grant[] = [];
  if (isTrueAt(context, 'privileged')) grants.push(grant('runs privileged', 'privileged'));
  if (isTrueAt(context, 'allowPrivilegeEscalation'))
    grants.push(grant('allows privilege escalation', 'allowPrivilegeEscalation'));
  for (const capability of textsAt(context, 'capabilities', 'add')) {
    const word = capability.toUpperCase().replace(/^CAP_/, '');
    if (STRONG_CAPABILITIES.has(word)) grants.push(grant(`adds capability ${word}`, 'capabilities'));
  }
  if (textAt(context, 'runAsNonRoot') === 'false') grants.push(grant('may run as root', 'runAsNonRoot'));
  return grants;
}
