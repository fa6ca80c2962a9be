import type { Change, CommitId, HistoryReader } from '../../domain/change/index.ts';
import type { CommitRecord, DeploymentGate, LandingRecord } from '../../domain/deployment/index.ts';
import {
  type CommitReading,
  holds,
  landingContent,
  MAX_LANDINGS,
  type OpenedCommit,
  openCommit,
  readLanding,
} from './commit-record.ts';
import { GATE_BASELINES, type GateBaseline, gatePlaceKey } from './gate-view.ts';
import { isPassing } from './landed-verdict.ts';

/** What is known of a commit that waits to be deployed; `again` = it was let go there before. Fault: the forge is away. */
export async function readGateRecord(
  options: Omit<CommitReading, 'place'> & { readonly gate: DeploymentGate },
): Promise<CommitRecord | 'again'> {
  const { node, gate } = options;
  const reading = { ...options, place: gate };
  const opened = await openCommit(reading, gate.commit);
  if (opened.kind !== 'opened') return opened;
  const known = (await node.store.readDocument(GATE_BASELINES, gatePlaceKey(gate))) as GateBaseline | null;
  const commits = known?.commits ?? [];
  if (commits.includes(gate.commit)) return 'again';
  const since = await newestHeld(opened.history, { commit: gate.commit, commits });
  if (since !== null) return brought(reading, opened, { commit: gate.commit, since });
  const why =
    commits.length === 0 ? 'nobody said which commit runs there' : 'what runs there is no part of its history';
  return { kind: 'cannot-tell', why };
}

/** The newest commit known to run there that this one builds on. */
async function newestHeld(
  history: HistoryReader,
  given: { readonly commit: CommitId; readonly commits: readonly CommitId[] },
): Promise<CommitId | null> {
  for (const each of [...given.commits].reverse()) if (await holds(history, given.commit, each)) return each;
  return null;
}

/** Every landing that the commit holds and the older one does not, without those that a later one took back as it was let pass. */
async function brought(
  reading: CommitReading,
  { history, branch }: OpenedCommit,
  given: { readonly commit: CommitId; readonly since: CommitId },
): Promise<CommitRecord> {
  const landings: LandingRecord[] = [];
  const passed = new Set<string>();
  const range = { tip: given.commit, since: null, limit: MAX_LANDINGS + 1 };
  for await (const landing of history.landedChanges(range, { lines: false })) {
    if (landing.head !== null && (await history.reaches(given.since, landing.head))) {
      return { kind: 'landed', landings, isWhole: true };
    }
    if (landings.length >= MAX_LANDINGS) break;
    const record = await readLanding(reading, { history, branch, landing });
    if (record.verdict !== null && isPassing(record.verdict)) await keep(passed, history, landing);
    else if (await isUndone(passed, history, landing)) continue;
    landings.push(record);
  }
  return { kind: 'landed', landings, isWhole: false };
}

async function keep(passed: Set<string>, history: HistoryReader, landing: Change): Promise<void> {
  const content = await landingContent(history, landing);
  if (content !== null) passed.add(content);
}

async function isUndone(passed: ReadonlySet<string>, history: HistoryReader, landing: Change): Promise<boolean> {
  const content = passed.size === 0 ? null : await landingContent(history, landing, { isUndone: true });
  return content !== null && passed.has(content);
}
