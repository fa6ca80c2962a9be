import {
  BRAKE_EVENTS,
  type BrakeBoard,
  type BrakeEvent,
  type BrakeRejection,
  evolve,
  NO_BRAKES,
} from '../../domain/brake/index.ts';
import {
  asNewEvent,
  type Envelope,
  type EventStore,
  eventReader,
  PAGE,
  type StreamId,
  streamId,
  type View,
} from '../../event-log/index.ts';
import { accept, Fault, type Instant, type Result } from '../../kernel/index.ts';

const EVENTS = eventReader<BrakeEvent>(BRAKE_EVENTS);

/** One stream for all brakes of a control plane: they are few, and whoever asks needs all of them. */
export const BRAKE_STREAM: StreamId = streamId('brake', 'all');

/** The event of a brake in an envelope; `null` for events of other kinds. */
export function brakeEventOf(envelope: Envelope): BrakeEvent | null {
  return EVENTS.read(envelope);
}

/** The board as its events tell, under one key. */
export const BRAKES: View = {
  name: 'brake',
  version: 1,
  keysOf: (envelope) => (EVENTS.holds(envelope) ? [BOARD] : []),
  evolve: ({ document, event }) => {
    const before = (document as BrakeBoard | null) ?? NO_BRAKES;
    const told = brakeEventOf(event);
    return told === null ? before : evolve(before, told);
  },
};

const BOARD = 'board';

/** The board as it stands in the log; written in the transaction of each event, so that nobody on any node reads an older one. */
export async function readBrakes(store: Pick<EventStore, 'readDocument'>): Promise<BrakeBoard> {
  return ((await store.readDocument(BRAKES, BOARD)) as BrakeBoard | null) ?? NO_BRAKES;
}

/** Reads, decides, appends; when somebody else wrote in between, from the beginning. Fault: others write without a pause. */
export async function handleBrakes(options: {
  readonly store: EventStore;
  readonly actor: string | null;
  readonly now: () => Instant;
  readonly plan: (board: BrakeBoard) => Result<readonly BrakeEvent[], BrakeRejection>;
}): Promise<Result<{ readonly board: BrakeBoard; readonly position: number }, BrakeRejection>> {
  const { store, actor, now, plan } = options;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { board, version } = await load(store);
    const planned = plan(board);
    if (!planned.ok) return planned;
    const events = planned.value.map((event) => asNewEvent(event, { at: now(), actor }));
    if (events.length === 0) return accept({ board, position: 0 });
    const appended = await store.append({ stream: BRAKE_STREAM, expected: version, events });
    if (!appended.ok) continue;
    return accept({
      board: planned.value.reduce(evolve, board),
      position: appended.value.at(-1)?.position ?? 0,
    });
  }
  throw new Fault({
    kind: 'unreachable',
    code: 'busy-brakes',
    message: 'the brakes are being changed by others without a pause',
    fix: 'Try again in a moment.',
  });
}

/** Few pull at once. */
const MAX_ATTEMPTS = 20;

async function load(store: EventStore): Promise<{ readonly board: BrakeBoard; readonly version: number }> {
  let board = NO_BRAKES;
  let version = 0;
  for (;;) {
    const page = await store.readStream({ stream: BRAKE_STREAM, after: version, limit: PAGE });
    for (const envelope of page) {
      const event = brakeEventOf(envelope);
      if (event !== null) board = evolve(board, event);
      version = envelope.version;
    }
    if (page.length < PAGE) return { board, version };
  }
}
