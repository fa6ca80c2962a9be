import type { DocumentNode } from '../document/model.ts';
import { entriesAt, field, itemsAt, textAt } from '../document/node.ts';
import { imageReference, isFloating, isStoreImage, majorOf } from '../image-reference.ts';
import { containerPairs, containersOf, podSpec } from './pod.ts';
import { quantityOf } from './quantity.ts';
import { findingAt, type KubernetesFinding, type Resource, type ResourcePair } from './resource.ts';

/** A limit cut to this share of what it was, or to less, is reported: a program rarely has that much to spare. */
export const CUT_RATIO = 0.5;

const PROBES = ['readinessProbe', 'livenessProbe', 'startupProbe'];

/** What a change does to the containers of a workload: images, probes, resources, volumes. */
export function containerFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  return [
    ...containerPairs(before, after).flatMap(({ name, before: old, after: now }) => [
      ...imageFindings(after, name, { old: field(old, 'image'), now: field(now, 'image') }),
      ...probeFindings(after, name, { old, now }),
      ...resourceFindings(after, name, { old, now }),
    ]),
    ...volumeFindings({ before, after }),
  ];
}

/** Images without a fixed version in a workload that is new. */
export function newImageFindings(resource: Resource): readonly KubernetesFinding[] {
  return containersOf(resource).flatMap(({ name, node }) =>
    imageFindings(resource, name, { old: null, now: field(node, 'image') }),
  );
}

interface Sides {
  readonly old: DocumentNode | null;
  readonly now: DocumentNode | null;
}

function imageFindings(resource: Resource, name: string, { old, now }: Sides): readonly KubernetesFinding[] {
  const text = textAt(now);
  if (text === null || text.includes('{{') || text.includes('$')) return [];
  const image = imageReference(text);
  const was = old === null ? null : imageReference(textAt(old) ?? '');
  const part = `container ${name}`;
  if (isFloating(image)) {
    if (was !== null && isFloating(was)) return [];
    const what = `runs ${text}, which names no fixed version`;
    // A build tool may fill in what a name alone leaves open.
    const certainty = image.tag === null ? ('possible' as const) : ('certain' as const);
    return [findingAt(resource, { rule: 'floating-image', what, at: now, part, certainty })];
  }
  const [from, to] = [was === null ? null : majorOf(was), majorOf(image)];
  if (was === null || from === null || to === null || from === to || baseName(was.name) !== baseName(image.name)) {
    return [];
  }
  const what = `moves ${image.name} from ${was.tag} to ${image.tag}`;
  return [findingAt(resource, { rule: isStoreImage(image) ? 'database-major' : 'image-major', what, at: now, part })];
}

/** Mirrors carry the same image under another registry. */
function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function probeFindings(resource: Resource, name: string, { old, now }: Sides): readonly KubernetesFinding[] {
  return PROBES.filter((probe) => field(old, probe) !== null && field(now, probe) === null).map((probe) =>
    findingAt(resource, { rule: 'remove-probe', what: `removes the ${probe}`, at: now, part: `container ${name}` }),
  );
}

function resourceFindings(resource: Resource, name: string, { old, now }: Sides): readonly KubernetesFinding[] {
  return entriesAt(old, 'resources', 'limits').flatMap(([key, value]) => {
    const written = field(now, 'resources', 'limits', key);
    const [from, to] = [quantityOf(textAt(value)), quantityOf(textAt(written))];
    if (from === null || to === null || from === 0 || to > from * CUT_RATIO) return [];
    const what = `cuts the ${key} limit from ${textAt(value)} to ${textAt(written)}`;
    const rule = key === 'cpu' ? 'cut-processor' : 'cut-memory';
    return [findingAt(resource, { rule, what, at: written, part: `container ${name}` })];
  });
}

/** Volumes that outlive a pod and are no longer there, or are now made anew with each pod. */
function volumeFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  const spec = podSpec(after);
  if (spec === null) return [];
  const claimOf = (node: DocumentNode | null): string | null => textAt(node, 'persistentVolumeClaim', 'claimName');
  const now = new Map(itemsAt(spec, 'volumes').map((volume) => [textAt(volume, 'name') ?? '', volume]));
  const claims = new Set([...now.values()].map(claimOf));
  return itemsAt(podSpec(before), 'volumes').flatMap((volume) => {
    const claim = claimOf(volume);
    if (claim === null || claims.has(claim)) return [];
    const name = textAt(volume, 'name') ?? '';
    const next = now.get(name);
    const other = next === undefined ? null : claimOf(next);
    const instead =
      next === undefined ? 'removes it' : other === null ? 'makes it anew with each pod' : `uses claim ${other}`;
    const what = `takes volume ${name} off claim ${claim} and ${instead}`;
    return [findingAt(after, { rule: 'detach-volume', what, at: next ?? spec, part: `volume ${name}` })];
  });
}
