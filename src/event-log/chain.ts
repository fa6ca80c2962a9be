import { entryOf, envelopeFlaw } from './envelope.ts';
import { type GrowingTree, growingTree, leafHash } from './merkle.ts';
import type { Envelope } from './model.ts';
import { type Tile, type TileGrower, tileGrower } from './tile.ts';

/** What is wrong with one event by itself or after those before it. */
export interface EventFlaw {
  readonly code: 'gap' | 'member' | 'payload' | 'digest' | 'stream-version';
  readonly position: number;
}

/** Events followed from the first one on, with the tree that they make. */
export interface Chain {
  /** Adds the next event: what is wrong with it, or the tiles that it filled. */
  readonly follow: (
    event: Envelope,
  ) => { readonly flaw: EventFlaw } | { readonly flaw: null; readonly full: readonly Tile[] };
  readonly size: () => number;
  readonly root: GrowingTree['root'];
  readonly open: TileGrower['open'];
}

/** A chain without an event; it holds one number for each stream. */
export function chain(): Chain {
  const versions = new Map<string, number>();
  const tree = growingTree();
  const tiles = tileGrower(0, []);
  let size = 0;
  return {
    follow(event) {
      const position = size + 1;
      const flaw = flawOf(event, position, (versions.get(event.stream) ?? 0) + 1);
      if (flaw !== null) return { flaw: { code: flaw, position } };
      versions.set(event.stream, event.version);
      size = position;
      const leaf = leafHash(entryOf(event));
      tree.add(leaf);
      return { flaw: null, full: tiles.add(leaf) };
    },
    size: () => size,
    root: tree.root,
    open: tiles.open,
  };
}

function flawOf(event: Envelope, position: number, version: number): EventFlaw['code'] | null {
  if (event.position !== position) return 'gap';
  return envelopeFlaw(event) ?? (event.version === version ? null : 'stream-version');
}
