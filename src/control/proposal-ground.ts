import type { CommitId, HistoryReader, RepositoryDescription } from '../domain/change/index.ts';
import type { HistoryFold } from '../domain/replay/index.ts';
import type { Instant } from '../kernel/index.ts';
import type { Rulebook } from './assess.ts';
import { type LatelyLanded, landedLately, stillLately } from './companion.ts';
import { foldBefore, type LandedStep, readRecords, type Watch } from './history.ts';
import { type LandingMemory, rememberLandings } from './landing-memory.ts';
import type { ProvenanceRecords } from './recorded-lines.ts';
import type { RiskHistory } from './risk-basis.ts';
import { readRiskHistory } from './risk-history.ts';

/**
 * What proposals share that are judged while the branches of a repository stand as they do: each part is read when it is first asked
 * for, and once. Whoever keeps one must open another when a branch moved.
 */
export interface ProposalGround {
  readonly history: HistoryReader;
  readonly description: RepositoryDescription;
  risk(): Promise<RiskHistory>;
  /** Line-level records as a commit holds them; `null` = none that is in a commit. */
  records(tip: CommitId | null): Promise<ProvenanceRecords>;
  /** What landed before a commit; to be looked at only. */
  fold(base: CommitId | null): Promise<HistoryFold<LandedStep>>;
  /** What landed on branches in the window before now. */
  lately(tips: readonly (CommitId | null)[], now: Instant): Promise<LatelyLanded>;
  /** The rulebook of a revision, of its own configuration alone. */
  rulebook(revision: CommitId | null, read: () => Promise<Rulebook>): Promise<Rulebook>;
}

/** Opens the ground of one state of the branches; `memory`: landed changes that are known from before, and that are learnt. */
export async function openProposalGround(options: {
  readonly history: HistoryReader;
  readonly memory?: LandingMemory;
  readonly watch?: Watch | undefined;
}): Promise<ProposalGround> {
  const { history, memory = new Map(), watch } = options;
  const description = await history.describe();
  const { landedChanges } = rememberLandings(history, memory);
  const reader = {
    landedChanges,
    recall: (name: string) => history.recall(name),
    keep: (name: string, bytes: Uint8Array) => history.keep(name, bytes),
  };
  const risks = new Shared<'', RiskHistory>();
  const notes = new Shared<string, Awaited<ReturnType<HistoryReader['notes']>>>();
  const folds = new Shared<CommitId | null, HistoryFold<LandedStep>>();
  const landings = new Shared<string, LatelyLanded>();
  const rulebooks = new Shared<CommitId | null, Rulebook>();
  const noted: Pick<HistoryReader, 'notes' | 'readFile'> = {
    notes: (ref, condense) => notes.read(ref, () => history.notes(ref, condense)),
    readFile: (revision, path) => history.readFile(revision, path),
  };
  return {
    history,
    description,
    risk: () => risks.read('', () => readRiskHistory({ history: reader, description, tip: description.tip, watch })),
    records: (tip) => readRecords(noted, tip),
    fold: (base) => folds.read(base, () => foldBefore({ history: reader, description, base, watch })),
    lately: async (tips, now) => {
      const read = () => landedLately({ history: reader, description, tips, now });
      return stillLately(await landings.read(tips.join(' '), read), now);
    },
    rulebook: (revision, read) => rulebooks.read(revision, read),
  };
}

/** What was read by its key; what could not be read is asked for again. */
class Shared<Key, Value> {
  readonly #read = new Map<Key, Promise<Value>>();

  read(key: Key, read: () => Promise<Value>): Promise<Value> {
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const value = read();
    this.#read.set(key, value);
    value.catch(() => this.#read.delete(key));
    return value;
  }
}
