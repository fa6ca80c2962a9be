import { z } from 'zod';
import { Fault } from '../../kernel/index.ts';
import type { BareRepository } from './bare-repository.ts';

/** Branches that propose something. */
export const BRANCHES = 'refs/heads/changes/';
const PROPOSALS = 'refs/firebreak/proposal/';
const HEADS = 'refs/firebreak/head/';

/** Another node may take a number first, each time for another branch. */
const MAX_TRIES = 20;
/** Proposals that were ever made, read at each poll. */
const MAX_PROPOSALS = 100_000;

const recordSchema = z.object({
  branch: z.string(),
  head: z.string(),
  state: z.enum(['open', 'closed', 'merged']),
});

type ProposalRecord = z.output<typeof recordSchema>;

/** A proposal as it was last looked at. */
export interface Proposal extends ProposalRecord {
  readonly number: number;
  /** Of the ref that holds it, for compare-and-set. */
  readonly id: string;
}

/** Keeps numbers, heads and states of proposals; what ended is remembered, so that reading it again reads no history. */
export class ProposalBook {
  readonly #repository: BareRepository;
  /** Records never change: by their object's id. */
  readonly #records = new Map<string, ProposalRecord>();
  /** Whether a commit holds another never changes either: by both ids. */
  readonly #held = new Map<string, boolean>();

  constructor(repository: BareRepository) {
    this.#repository = repository;
  }

  /** All there ever were, by number, brought up to date with the branches as they are. */
  async refresh(): Promise<readonly Proposal[]> {
    const main = await this.#repository.commit(`refs/heads/${await this.#repository.defaultBranch()}`);
    const branches = new Map((await this.#repository.refs(BRANCHES)).map(({ name, id }) => [name, id]));
    const known = await this.#read();
    const current: Proposal[] = [];
    for (const proposal of known) current.push(await this.#brought(proposal, { main, branches }));
    const open = new Set(current.filter(({ state }) => state === 'open').map(({ branch }) => branch));
    for (const [branch, head] of branches) {
      if (open.has(branch) || (await this.#hasLanded(main, head))) continue;
      current.push(await this.#open({ branch, head, last: current.at(-1)?.number ?? 0 }));
    }
    return current;
  }

  async #brought(
    proposal: Proposal,
    now: { readonly main: string | null; readonly branches: ReadonlyMap<string, string> },
  ): Promise<Proposal> {
    if (proposal.state !== 'open') return proposal;
    const tip = now.branches.get(proposal.branch);
    const head = tip ?? proposal.head;
    const hasLanded = await this.#hasLanded(now.main, head);
    const state = hasLanded ? 'merged' : tip === undefined ? 'closed' : 'open';
    if (head === proposal.head && state === 'open') return proposal;
    const record = { ...proposal, head, state } as const;
    return (await this.#write({ number: proposal.number, expected: proposal.id, record })) ?? proposal;
  }

  async #open(given: { readonly branch: string; readonly head: string; readonly last: number }): Promise<Proposal> {
    const record = { branch: given.branch, head: given.head, state: 'open' } as const;
    for (let number = given.last + 1; number <= given.last + MAX_TRIES; number += 1) {
      const made = await this.#write({ number, expected: null, record });
      // Another node may have found the same branch; what is no proposal is passed over.
      if (made?.branch === given.branch) return made;
    }
    throw busy(this.#repository.folder);
  }

  /** What stands there afterwards: ours, or what somebody else wrote first; `null` = something that is no proposal. */
  async #write(given: {
    readonly number: number;
    readonly expected: string | null;
    readonly record: ProposalRecord;
  }): Promise<Proposal | null> {
    const { branch, head, state } = given.record;
    const ref = `${PROPOSALS}${given.number}`;
    const id = await this.#repository.writeText(JSON.stringify({ branch, head, state }));
    if (await this.#repository.setRef(ref, { id, expected: given.expected })) {
      await this.#repository.forceRef(`${HEADS}${given.number}`, head);
      return { branch, head, state, number: given.number, id };
    }
    return (await this.#read()).find(({ number }) => number === given.number) ?? null;
  }

  async #hasLanded(main: string | null, head: string): Promise<boolean> {
    if (main === null) return false;
    const key = `${main} ${head}`;
    const held = this.#held.get(key) ?? (await this.#repository.holds(main, head));
    if (this.#held.size > MAX_PROPOSALS) this.#held.clear();
    this.#held.set(key, held);
    return held;
  }

  async #read(): Promise<readonly Proposal[]> {
    const refs = await this.#repository.refs(PROPOSALS);
    if (refs.length > MAX_PROPOSALS) throw busy(this.#repository.folder);
    const found: Proposal[] = [];
    for (const { name, id } of refs) {
      const record = this.#records.get(id) ?? recordOf(await this.#repository.text(id));
      if (!/^[1-9]\d{0,8}$/.test(name) || record === null) continue;
      this.#records.set(id, record);
      found.push({ ...record, number: Number(name), id });
    }
    return found.sort((a, b) => a.number - b.number);
  }
}

/** What somebody else put there is no proposal. */
function recordOf(text: string | null): ProposalRecord | null {
  try {
    return recordSchema.parse(JSON.parse(text ?? ''));
  } catch {
    return null;
  }
}

function busy(folder: string): Fault {
  return new Fault({
    kind: 'unreachable',
    code: 'local-forge-busy',
    message: `proposals of ${folder} could not be written down`,
    fix: 'It is tried again; check that nothing else writes refs below refs/firebreak.',
  });
}
