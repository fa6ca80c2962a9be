import type { AccessEvent } from '../../domain/access/index.ts';
import { type NewEvent, type RecordChange, type RecordConflict, streamId } from '../../event-log/index.ts';
import { accept, assert, Fault, type Result, reject } from '../../kernel/index.ts';
import type { AccessWorld } from './world.ts';

/** A change of accounts with what the log says of it. */
export interface AccessChange {
  /** `account:ID`, `token:ID`, or `null` = nobody who is known. */
  readonly actor: string | null;
  /** One or more. */
  readonly events: readonly AccessEvent[];
  readonly records: readonly RecordChange[];
}

/** Shapes of the events' payloads. */
const SCHEMA_VERSION = 1;
/** Whoever meets this many others at one record is in a storm, and waits. */
const ATTEMPTS = 8;

/** Changes records and appends their events, both or neither. */
export async function commit(access: AccessWorld, change: AccessChange): Promise<Result<null, RecordConflict>> {
  const [first] = change.events;
  assert(first !== undefined, 'a change of accounts is an event');
  const appended = await access.store.append({
    stream: streamId('account', first.account),
    expected: 'any',
    events: change.events.map((event) => newEvent(access, change.actor, event)),
    records: { now: access.now(), changes: change.records },
  });
  if (appended.ok) return accept(null);
  const { rejection } = appended;
  assert(
    rejection.code === 'record-conflict' || rejection.code === 'index-taken',
    'an append without expectation and fence has no conflict of its own',
  );
  return reject(rejection);
}

/** Changes records that no audit is about: when something was seen, failed attempts. */
export async function keep(access: AccessWorld, records: readonly RecordChange[]): Promise<boolean> {
  return (await access.store.records.change({ now: access.now(), changes: records })).ok;
}

/** Tries again from a fresh look while others write first. Fault `busy`: they always did. */
export async function retrying<T>(attempt: () => Promise<T | 'again'>): Promise<T> {
  for (let count = 0; count < ATTEMPTS; count += 1) {
    const done = await attempt();
    if (done !== 'again') return done;
  }
  throw new Fault({
    kind: 'unreachable',
    code: 'busy',
    message: 'the same account was changed by others at the same time',
    fix: 'Try again.',
  });
}

function newEvent(access: AccessWorld, actor: string | null, event: AccessEvent): NewEvent {
  const { kind, ...payload } = event;
  return { type: kind, schemaVersion: SCHEMA_VERSION, at: access.now(), actor, payload };
}
