import { accept, assert, type Result, reject } from '../kernel/index.ts';
import { envelopeOf } from './envelope.ts';
import { type AppendConflict, type AppendRequest, type Envelope, MAX_EVENTS } from './model.ts';

/** The envelopes that an append would write, given what the store holds; both stores and the fake decide by it. */
export function planAppend(options: {
  readonly request: AppendRequest;
  /** Events in the log. */
  readonly head: number;
  /** Events in the stream. */
  readonly streamVersion: number;
  /** Newest token of the fence's lease; `null` = no fence, or no lease of that name. */
  readonly token: number | null;
}): Result<readonly Envelope[], AppendConflict> {
  const { request, head, streamVersion, token } = options;
  const { stream, expected, events, fence } = request;
  assert(events.length >= 1 && events.length <= MAX_EVENTS, `an append has 1 to ${MAX_EVENTS} events`);
  if (fence !== undefined && fence.token !== token) return reject({ code: 'fenced', name: fence.name });
  if (expected !== 'any' && expected !== streamVersion) {
    return reject({ code: 'version-conflict', stream, expected, actual: streamVersion });
  }
  return accept(
    events.map((event, i) => envelopeOf({ event, stream, position: head + i + 1, version: streamVersion + i + 1 })),
  );
}
