import {
  type ActiveBrake,
  type BrakeHold,
  type BrakeLane,
  type BrakeTarget,
  brakesAt,
  holdsOn,
  targetOf,
} from '../../domain/brake/index.ts';
import { activeOverride, type DecidedBrakes, type Submission } from '../../domain/submission/index.ts';
import type { EventStore, NodeStore } from '../../event-log/index.ts';
import type { Digest, Instant } from '../../kernel/index.ts';
import type { ChangeBrakes } from '../assess.ts';
import { readBrakes } from './stream.ts';

/** What reads brakes and what changes are to them. */
export type BrakeStore = Pick<EventStore, 'readDocument'> & { readonly documents: Pick<NodeStore['documents'], 'get'> };

/**
 * What holds a step of a rollout, a change of a flag, a guarded operation, at this moment; empty = it may go. Whoever acts asks right
 * before: pausing, aborting, rolling back and kill switches are `lane: 'stop'`, which nothing holds.
 */
export async function brakeFor(
  store: Pick<EventStore, 'readDocument'>,
  asked: { readonly target: BrakeTarget; readonly now: Instant },
): Promise<readonly BrakeHold[]> {
  return holdsOn(brakesAt(await readBrakes(store), asked.now), asked.target);
}

/** A change of a flag as brakes see it: what is not known of it is held, and a kill switch never is. */
export function flagTarget(given: Parameters<typeof targetOf>[0] & { readonly isKillSwitch: boolean }): BrakeTarget {
  const { isKillSwitch, ...known } = given;
  return targetOf({ ...known, lane: isKillSwitch ? 'stop' : (given.lane ?? 'ordinary') });
}

/** What of a moment's brakes holds changes of the control plane. */
export interface ChangeQuestion {
  /**
   * What holds a change now; empty = no brake does. Of a change that was not judged with brakes nothing is known, so that each holds it.
   * An override that is younger than what holds the change lets it pass.
   */
  holds(state: Submission, lane?: BrakeLane): Promise<readonly BrakeHold[]>;
  readonly active: readonly ActiveBrake[];
}

/** Opens the question of one moment: the board is read once, and each change by what was kept of its decision. */
export async function askOfChanges(store: BrakeStore, now: Instant): Promise<ChangeQuestion> {
  const active = brakesAt(await readBrakes(store), now);
  return {
    active,
    async holds(state, lane) {
      const { decided } = state;
      if (active.length === 0 && (decided?.brakes?.holding.length ?? 0) === 0) return [];
      const kept = await keptQuestion(store, decided?.brakes ?? null);
      const target = kept === null ? targetOf({}) : kept.target;
      const asked = lane === undefined || lane === 'ordinary' ? target : { ...target, lane };
      const holds = holdsOn([...active, ...(kept?.calendar ?? [])], asked);
      const override = activeOverride(state, now);
      return override === null ? holds : holds.filter(({ strictSince }) => strictSince > override.at);
    },
  };
}

/** Questions are small, and asked for again with each pass. */
const REMEMBERED = 2_000;
const known = new WeakMap<object, Map<Digest, ChangeBrakes>>();

async function keptQuestion(store: BrakeStore, brakes: DecidedBrakes | null): Promise<ChangeBrakes | null> {
  if (brakes === null) return null;
  const { documents } = store;
  const held = known.get(documents) ?? new Map<Digest, ChangeBrakes>();
  known.set(documents, held);
  const found = held.get(brakes.question);
  if (found !== undefined) return found;
  const text = await documents.get(brakes.question);
  if (text === null) return null;
  const read = JSON.parse(text) as ChangeBrakes;
  if (held.size >= REMEMBERED) held.clear();
  held.set(brakes.question, read);
  return read;
}
