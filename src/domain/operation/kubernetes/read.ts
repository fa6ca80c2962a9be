import type { DocumentNode } from '../document/model.ts';
import type { FilePair, OperationReading, Unread } from '../model.ts';
import { operationsOf } from '../rule.ts';
import { accessFindings } from './access.ts';
import { availabilityFindings } from './availability.ts';
import { containerFindings, newImageFindings } from './container.ts';
import { deliveryFindings } from './delivery.ts';
import { immutableFindings } from './immutable.ts';
import { isKustomization, kustomizationFindings } from './kustomization.ts';
import { type Match, matchResources } from './match.ts';
import { networkFindings, newNetworkFindings } from './network.ts';
import { removalFindings } from './removal.ts';
import { type KubernetesFinding, type Resource, type ResourcePair, resourcesOf } from './resource.ts';
import { KUBERNETES_RULES } from './rule.ts';
import { sameResource, storageFindings } from './storage.ts';
import { isRendered, newTemplateKinds, renderedSources, templateFindings } from './template.ts';
import { mismatchFindings, workloadFindings } from './workload.ts';

/** A manifest file of a change with the documents that a parser found in it. */
export interface ManifestFile {
  readonly pair: FilePair;
  /** Empty where the side does not exist. */
  readonly before: readonly DocumentNode[];
  readonly after: readonly DocumentNode[];
}

/** What the manifests of a change come to; kept objects are handed on for their settings. */
export interface ManifestReading extends OperationReading {
  readonly kept: readonly ResourcePair[];
}

/** Most objects compared in one change; a rendered tree of a large cluster has a tenth. */
export const MAX_RESOURCES = 20_000;

/**
 * Compares the manifests of a whole change at once, so that an object that moved to another file is not taken for
 * removed. `templates` are files that were not rendered.
 */
export function readManifests(options: {
  readonly files: readonly ManifestFile[];
  readonly templates: readonly FilePair[];
  readonly pairs: readonly FilePair[];
}): ManifestReading {
  const { files, templates, pairs } = options;
  const before = files.flatMap((file) => resourcesOf(file.before, file.pair.path));
  const after = files.flatMap((file) => resourcesOf(file.after, file.pair.path));
  const sources = renderedSources(pairs);
  const unrendered = templates.filter((pair) => !isRendered(pair.path, sources));
  const unread = unrendered.map(unreadTemplate);
  if (before.length + after.length > MAX_RESOURCES) {
    const path = files[0]?.pair.path ?? templates[0]?.path;
    const message = `more than ${MAX_RESOURCES} objects; compare the manifests in parts`;
    return { operations: [], unread: path === undefined ? [] : [{ path, code: 'too-large', message }], kept: [] };
  }
  const match = matchResources(before, after);
  const kindsElsewhere = newTemplateKinds(templates);
  const findings = [
    ...matchFindings(match, after),
    ...files.flatMap((file) => treeFindings(file, pairs)),
    ...unrendered.flatMap((pair) => templateFindings(pair, kindsElsewhere)),
  ];
  return { operations: operationsOf('kubernetes', KUBERNETES_RULES, findings), unread, kept: match.kept };
}

function matchFindings(match: Match, after: readonly Resource[]): readonly KubernetesFinding[] {
  const pods = after.filter((each) => each.kind !== 'Service');
  return [
    ...match.removed.flatMap(removalFindings),
    ...match.kept.filter((pair) => !sameResource(pair)).flatMap((pair) => pairFindings(pair, pods)),
    ...match.added.flatMap((resource) => [
      ...accessFindings(null, resource),
      ...newImageFindings(resource),
      ...newNetworkFindings(resource),
      ...mismatchFindings(resource),
    ]),
  ];
}

function pairFindings(pair: ResourcePair, pods: readonly Resource[]): readonly KubernetesFinding[] {
  return [
    ...workloadFindings(pair),
    ...immutableFindings(pair),
    ...storageFindings(pair),
    ...containerFindings(pair),
    ...availabilityFindings(pair),
    ...networkFindings(pair, pods),
    ...accessFindings(pair.before, pair.after),
    ...deliveryFindings(pair),
    ...(mismatchFindings(pair.before).length === 0 ? mismatchFindings(pair.after) : []),
  ];
}

function treeFindings({ pair, before, after }: ManifestFile, pairs: readonly FilePair[]): readonly KubernetesFinding[] {
  const [old, now] = [before[0], after[0]];
  if (!isKustomization(pair.path) || old === undefined || now === undefined) return [];
  const changedPaths = pairs.filter((each) => each.path !== pair.path).map((each) => each.path);
  return kustomizationFindings({ path: pair.path, before: old, after: now, changedPaths });
}

function unreadTemplate({ path }: FilePair): Unread {
  const message = 'a template: render the chart before and after the change and give both trees';
  return { path, code: 'templated', message };
}
