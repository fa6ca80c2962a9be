import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DoorReply,
  type DoorRequest,
  type EngineDoor,
  type EngineQuestion,
  type EngineVerdict,
  judgeAlone,
  type NodeRollouts,
} from '../../control/index.ts';
import { accept, digestOf, Fault, type Instant, instant, reject } from '../../kernel/index.ts';

/** Which engines may ask, and how they speak. */
export interface EngineIntake {
  /** Of who may ask for verdicts; empty = nobody. */
  readonly tokens: readonly string[];
  readonly doors: readonly EngineDoor[];
}

/** Verdicts for engines of rollouts that go through stages of their own. */
export interface EngineDesk {
  /** Before anything of a request is read. Fault: nobody may ask here, or not with this secret. */
  mayAsk(secret: string | null): void;
  /** Answers in the words of the engine, within {@link VERDICT_MS}; whatever fails is a verdict to hold. `null` = there is no such address. */
  answer(engine: string, request: Omit<DoorRequest, 'now'>): Promise<DoorReply | null>;
  /** For monitoring, by metric name. */
  figures(): Readonly<Record<string, number>>;
}

/** Where verdicts come from: the loop that rolls out. */
type Verdicts = Pick<NodeRollouts, 'verdictFor' | 'take'>;

/** Flagger gives up on a query after five seconds. */
const VERDICT_MS = 4_000;

/** The desk of one node. */
export function makeEngineDesk(
  { tokens, doors }: EngineIntake,
  around: {
    readonly verdicts: Verdicts;
    readonly now: () => Instant;
    readonly timeoutMs?: number;
  },
): EngineDesk {
  const { verdicts, now, timeoutMs = VERDICT_MS } = around;
  let faults = 0;
  const onFault = (): void => {
    faults += 1;
  };
  return {
    mayAsk(secret) {
      if (tokens.length === 0) throw notConfigured();
      if (secret === null || !isAmong(secret, tokens)) throw notPermitted();
    },
    async answer(engine, request) {
      const door = doors.find((each) => each.engine === engine);
      const opened = door?.open({ ...request, now: now() });
      switch (opened?.kind) {
        case undefined:
        case 'no-such-address':
          return null;
        case 'reply':
          return opened.reply;
        case 'news':
          verdicts.take(opened.news);
          return opened.reply;
        case 'ask':
          return opened.reply(await soon(verdicts, opened.question, { now, onFault, timeoutMs }));
        case 'judge':
          try {
            return opened.reply(accept(judgeAlone(opened.request)));
          } catch {
            onFault();
            return opened.reply(reject('these measurements cannot be judged'));
          }
      }
    },
    figures: () => ({ firebreak_engine_faults: faults }),
  };
}

/** The verdict, or one to hold: an engine takes an error, or silence, for a reason to stop. */
async function soon(
  verdicts: Verdicts,
  question: EngineQuestion,
  around: { readonly now: () => Instant; readonly onFault: () => void; readonly timeoutMs: number },
): Promise<EngineVerdict> {
  const { now, onFault, timeoutMs } = around;
  const holding = (reason: string): EngineVerdict => {
    return { decision: 'hold', rollout: null, reasons: [reason], at: instant(now()) };
  };
  const over = new AbortController();
  const late = sleep(timeoutMs, null, { signal: over.signal }).then(
    () => {
      onFault();
      return holding('too-slow');
    },
    () => holding('too-slow'),
  );
  const asked = Promise.resolve()
    .then(() => verdicts.verdictFor(question))
    .catch(() => {
      onFault();
      return holding('cannot-tell');
    });
  try {
    return await Promise.race([asked, late]);
  } finally {
    over.abort();
  }
}

/** Digests are compared, so that the time says nothing of a token. */
function isAmong(secret: string, tokens: readonly string[]): boolean {
  const stated = digestOf(secret);
  return tokens.filter((token) => digestOf(token) === stated).length > 0;
}

function notConfigured(): Fault {
  return new Fault({
    kind: 'usage',
    code: 'no-such-intake',
    message: 'no engine may ask this server',
    fix: 'Set FIREBREAK_ENGINE_TOKEN_FILE, and send that token.',
  });
}

function notPermitted(): Fault {
  return new Fault({
    kind: 'permission',
    code: 'sign-in-needed',
    message: 'this needs the token of who may ask for verdicts',
    fix: 'Send it as authorization: Bearer TOKEN, or as the password of basic authorization.',
  });
}
