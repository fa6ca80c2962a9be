import type { SourceReader, TreeEntry } from '../../src/domain/code-graph/index.ts';
import { decodeSource, LANGUAGE_SUPPORTS, planScan, type ScanPlan } from '../../src/domain/code-graph/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { makeWorld } from '../../src/world.ts';

/** Longest source that is read, as the product has it. */
const SOURCE_LIMIT = 2_097_152;

/** The sources of a repository's HEAD. */
export interface Sources {
  readonly reader: SourceReader;
  readonly entries: readonly TreeEntry[];
  readonly plan: ScanPlan;
}

/** A source with its text. */
export type SourceFile = ScanPlan['sources'][number] & { readonly text: string };

export const world = makeWorld({ variables: process.env, now: () => instant(Date.now()) });

/** Lists what HEAD holds. */
export async function openSources(repository: string): Promise<Sources> {
  const reader = await world.openSources({ path: repository });
  const head = await reader.resolve('HEAD');
  if (head === null) throw new Error(`${repository} has no HEAD`);
  const entries = await reader.list(head);
  return { reader, entries, plan: planScan(entries, LANGUAGE_SUPPORTS) };
}

/** Every source that is text, one after the other. */
export async function* readSources({ reader, plan }: Sources): AsyncIterable<SourceFile> {
  const places = new Map<string, ScanPlan['sources'][number][]>();
  for (const source of plan.sources) places.set(source.blob, [...(places.get(source.blob) ?? []), source]);
  for await (const { blob, content } of reader.read([...places.keys()], SOURCE_LIMIT)) {
    const text = content === null ? null : decodeSource(content);
    if (text !== null) for (const source of places.get(blob) ?? []) yield { ...source, text };
  }
}
