import type { FilePair } from '../model.ts';
import { removalRule } from './kind.ts';
import type { KubernetesFinding } from './resource.ts';

const KIND_LINE = /^kind:[ \t]*["']?([A-Za-z]{1,80})["']?[ \t]*\r?$/gm;
/** Kinds whose removal from a template is worth a word although nothing was rendered. */
const HEAVY = new Set([
  'remove-storage',
  'remove-namespace',
  'remove-definition',
  'remove-stateful-set',
  'remove-workload',
  'remove-endpoint',
  'remove-disruption-budget',
  'remove-network-policy',
]);

/** Whether a text is a template that only a program can turn into manifests. */
export function isTemplate(path: string, text: string): boolean {
  return text.includes('{{') && /(?:^|\/)templates\/(?:.+\/)?[^/]+\.(?:ya?ml|tpl)$/.test(path);
}

/** Whether rendered output of the template is part of the change: `helm template` names the source of each document. */
export function isRendered(path: string, sources: ReadonlySet<string>): boolean {
  for (const source of sources) if (path === source || path.endsWith(`/${source}`)) return true;
  return false;
}

/** Sources that rendered files name: `# Source: chart/templates/x.yaml`. */
export function renderedSources(pairs: readonly FilePair[]): ReadonlySet<string> {
  const sources = new Set<string>();
  for (const { before, after } of pairs) {
    for (const text of [before, after]) {
      if (text === null || !text.includes('# Source: ')) continue;
      for (const match of text.matchAll(/^# Source: (\S{1,400})[ \t]*\r?$/gm)) sources.add(match[1] ?? '');
    }
  }
  return sources;
}

/** What can be said of a template without rendering it: kinds that it no longer has, and a lost keep annotation. */
export function templateFindings(pair: FilePair, kindsElsewhere: ReadonlySet<string>): readonly KubernetesFinding[] {
  const { path, before, after } = pair;
  if (before === null) return [];
  const now = after === null ? new Set<string>() : kindsOf(after);
  const findings: KubernetesFinding[] = [];
  for (const kind of kindsOf(before)) {
    if (now.has(kind) || kindsElsewhere.has(kind)) continue;
    const rule = removalRule({ path, kind, group: '', name: '', label: kind, key: '', line: null, node: NOTHING });
    if (!HEAVY.has(rule)) continue;
    const what = `removes the template of a ${kind}`;
    findings.push({ rule: 'remove-template', path, line: after === null ? null : 1, object: kind, what });
  }
  if (after !== null && KEEP.test(before) && !KEEP.test(after)) {
    const what = 'removes helm.sh/resource-policy: keep from the template';
    findings.push({ rule: 'remove-keep', path, line: 1, object: path, what });
  }
  return findings;
}

/** Kinds of templates that are new in a change, for those that moved. */
export function newTemplateKinds(pairs: readonly FilePair[]): ReadonlySet<string> {
  const kinds = new Set<string>();
  for (const { path, before, after } of pairs) {
    if (after === null || !isTemplate(path, after)) continue;
    const old = before === null ? new Set<string>() : kindsOf(before);
    for (const kind of kindsOf(after)) if (!old.has(kind)) kinds.add(kind);
  }
  return kinds;
}

const NOTHING = { kind: 'map', line: null, entries: new Map() } as const;
const KEEP = /helm\.sh\/resource-policy["']?:[ \t]*["']?keep/;

function kindsOf(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(KIND_LINE)].map(([, kind = '']) => kind));
}
