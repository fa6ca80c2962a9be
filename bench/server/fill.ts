import { openEmbeddedStore } from '../../src/adapter/event-store-embedded/index.ts';
import { readOrMakeSigner } from '../../src/adapter/log-folder/index.ts';
import { LOG_VIEWS, SERVER_VIEWS } from '../../src/control/index.ts';
import { envelopeOf } from '../../src/event-log/envelope.ts';
import { type Envelope, type NewEvent, PAGE, sealLog, streamId } from '../../src/event-log/index.ts';
import { canonicalJson, type Instant, instant } from '../../src/kernel/index.ts';

/** One of so many changes stays open. */
const OPEN_EACH = 50;
const DAY_MS = 86_400_000;
const HALF_HOUR_MS = 1_800_000;

/** Writes a log of changes through the store, in its largest batches: what the server would have written over some years. */
export async function fillStore(options: {
  readonly data: string;
  readonly changes: number;
  readonly events: number;
  readonly document: unknown;
}): Promise<{ readonly seconds: number; readonly events: number; readonly open: number }> {
  const { data, changes } = options;
  const perChange = Math.max(6, Math.round(options.events / changes));
  const store = await openEmbeddedStore({ folder: data, views: [...LOG_VIEWS, ...SERVER_VIEWS], upCasters: [] });
  const document = options.document as object;
  // Each open change has a decision of its own, as it would; of closed ones nobody reads it but one at a time.
  const closedDigest = await store.documents.put(canonicalJson(document));
  const started = performance.now();
  let position = await store.head();
  let open = 0;
  let batch: Envelope[] = [];
  const flush = async (): Promise<void> => {
    const loaded = await store.load(batch);
    if (!loaded.ok) throw new Error(loaded.rejection.code);
    batch = [];
  };
  for (let number = 1; number <= changes; number += 1) {
    const isOpen = number % OPEN_EACH === 0;
    if (isOpen) open += 1;
    const stream = streamId('change', `github:load/shop#${number}`);
    const documentDigest = isOpen
      ? await store.documents.put(canonicalJson({ ...document, decided_at: new Date(number * 1000).toISOString() }))
      : closedDigest;
    for (const [index, event] of eventsOf({ number, count: perChange, isOpen, documentDigest }).entries()) {
      position += 1;
      batch.push(envelopeOf({ event, stream, position, version: index + 1 }));
      if (batch.length === PAGE) await flush();
    }
  }
  if (batch.length > 0) await flush();
  const seconds = (performance.now() - started) / 1000;
  // A server that runs seals each second.
  const sealed = await sealLog(store, await readOrMakeSigner(data));
  if (!sealed.ok) throw new Error(sealed.rejection.code);
  await store.close();
  return { seconds, events: position, open };
}

function eventsOf(given: {
  readonly number: number;
  readonly count: number;
  readonly isOpen: boolean;
  readonly documentDigest: string;
}): readonly NewEvent[] {
  const { number, count, isOpen, documentDigest } = given;
  const id = `github:load/shop#${number}`;
  // What is open was decided a moment ago: nothing is overdue while it is measured.
  const from = Date.now() - (isOpen ? HALF_HOUR_MS : DAY_MS * (10 + (number % 700)));
  const at = (step: number): Instant => instant(from + step * 60_000);
  const digest = (of: number): string => `sha256:${of.toString(16).padStart(64, '0')}`;
  const head = number.toString(16).padStart(40, '0');
  const author = { personId: null, handle: `user-${number % 500}`, isAutomated: number % 3 === 0 };
  const revision = { head, base: '1'.repeat(40), contentDigest: null, headBranch: 'feature', baseBranch: 'main' };
  const ref = { forge: 'github', repository: 'load/shop', number };
  const event = (step: number, type: string, payload: object): NewEvent => ({
    type,
    schemaVersion: 1,
    at: at(step),
    actor: null,
    payload: { id, ...payload },
  });
  const decided = (step: number, decision: 'hold' | 'allow') =>
    event(step, 'ChangeDecided', {
      decided: {
        head,
        contentDigest: digest(number),
        decision,
        wouldDecide: decision,
        mode: 'enforce',
        policyDigest: digest(1),
        factsDigest: digest(number),
        documentDigest,
        tier: number % 4,
        assistance: number % 3 === 0 ? 'ai' : 'unknown',
        risk: 0.1,
        reviewMinutes: 20,
        seniorMinutes: 20,
        services: ['checkout'],
        makers: [`user-${number % 500}`],
        reasons:
          decision === 'hold' ? [{ code: 'critical/signoff', rule: 'critical', mode: 'enforce', effect: 'hold' }] : [],
        at: at(step),
      },
    });
  const ask = {
    person: `senior-${number % 40}`,
    why: 'has written 3 of the 4 files before',
    minutes: 20,
    level: 'senior',
    at: at(3),
    dueAt: at(3000),
    passedOnBy: null,
    content: digest(number),
  };
  const signoff = {
    id: `s-${number}`,
    by: { personId: ask.person, handle: null, isAutomated: false },
    contentDigest: digest(number),
    source: 'web',
    at: at(5),
    isEdited: false,
  };
  const first = event(0, 'ChangeSubmitted', {
    submission: 'proposal',
    ref,
    title: `Change ${number} of the shop`,
    author,
    url: `https://github.example/load/shop/pull/${number}`,
    isDraft: false,
    labels: [],
    revision: { ...revision, at: at(0) },
  });
  const read = event(1, 'ContentRead', { head, contentDigest: digest(number) });
  const begin = [first, read, decided(2, 'hold'), event(3, 'ReviewAsked', { ask })];
  const end = isOpen
    ? [event(4, 'VerdictPublished', { documentDigest, at: at(4) })]
    : [
        event(5, 'SignedOff', { signoff }),
        decided(6, 'allow'),
        event(7, 'VerdictPublished', { documentDigest, at: at(7) }),
        event(8, 'ChangeClosed', { as: 'landed', at: at(8) }),
      ];
  const middle = Array.from({ length: Math.max(0, count - begin.length - end.length) }, (_, step) =>
    step % 2 === 0 ? event(4, 'RecheckAsked', { at: at(4) }) : decided(4, 'hold'),
  );
  return [...begin, ...middle, ...end];
}
