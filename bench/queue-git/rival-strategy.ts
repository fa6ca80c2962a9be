import type { CommitId } from '../../src/domain/change/index.ts';
import type { RunningBuild, Yard } from './rival.ts';

/** Builds each change on the branch, one after the other. */
export async function single(yard: Yard): Promise<void> {
  for (let [name] = yard.waiting(); name !== undefined; [name] = yard.waiting()) {
    const made = await yard.make([name]);
    if (made.kind === 'conflict') yard.eject(name, 'textual-conflict');
    else if ((await yard.build(made).ended) === 'passed') await yard.land([name], made.commit);
    else yard.eject(name, 'build-failed');
  }
}

/** Changes of one batch of bors. */
const BATCH = 16;

/** One batch at a time; a failing one in halves, the lower half first; what cannot be merged with its batch waits for the next. */
export async function bors(yard: Yard): Promise<void> {
  const batches: (readonly string[])[] = [];
  for (;;) {
    const next = (batches.shift() ?? yard.waiting().slice(0, BATCH)).filter((name) => yard.waiting().includes(name));
    if (next.length === 0 && batches.length === 0 && yard.waiting().length === 0) return;
    const names = await mergeable(yard, next);
    const [first] = next;
    if (names.length === 0) {
      if (first !== undefined) yard.eject(first, 'textual-conflict');
      continue;
    }
    const made = await yard.make(names);
    if (made.kind === 'conflict') throw new Error('what was merged before merges again');
    if ((await yard.build(made).ended) === 'passed') await yard.land(names, made.commit);
    else if (names.length === 1) yard.eject(names[0] ?? '', 'build-failed');
    else {
      const half = Math.ceil(names.length / 2);
      batches.unshift(names.slice(0, half), names.slice(half));
    }
  }
}

async function mergeable(yard: Yard, names: readonly string[]): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const name of names) if ((await yard.make([...kept, name])).kind === 'tree') kept.push(name);
  return kept;
}

interface Link {
  readonly name: string;
  readonly commit: CommitId;
  readonly build: RunningBuild;
  result: 'passed' | 'failed' | 'cancelled' | null;
}

/** As many of the first changes as there are workers, each on all before it; everything behind one that fails is built again. */
export function prefix(workers: number): (yard: Yard) => Promise<void> {
  return async (yard) => {
    let chain: Link[] = [];
    for (;;) {
      for (const name of yard.waiting()) {
        if (chain.length >= workers) break;
        if (chain.some((link) => link.name === name)) continue;
        const made = await yard.make([name], chain.at(-1)?.commit);
        if (made.kind === 'conflict') {
          // It is known of the branch alone; what conflicts with undecided ones waits for their decision.
          if (chain.length === 0) yard.eject(name, 'textual-conflict');
          continue;
        }
        const build = yard.build(made);
        const link: Link = { name, commit: made.commit, build, result: null };
        void build.ended.then((result) => {
          link.result = result;
        });
        chain.push(link);
      }
      const [head] = chain;
      if (head === undefined) return;
      if ((await head.build.ended) === 'passed') {
        await yard.land([head.name], head.commit);
        chain = chain.slice(1);
        continue;
      }
      yard.eject(head.name, 'build-failed');
      await Promise.all(chain.slice(1).map(({ build }) => build.stop()));
      chain = [];
    }
  };
}
