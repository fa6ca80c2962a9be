import { type ServiceState, STATE_WORD, VERDICT_WORD, type Verdict } from '../text/word.ts';

export type Sign = 'pass' | 'hold' | 'stop' | 'wait' | 'unsure';

const SIGN_OF: Readonly<Record<Verdict | ServiceState, Sign>> = {
  allow: 'pass',
  clear: 'pass',
  hold: 'hold',
  held: 'hold',
  block: 'stop',
  blocked: 'stop',
  undecided: 'wait',
  unknown: 'unsure',
};

/** A shape for each: it says the same as the colour. */
const SHAPE: Readonly<Record<Sign, string>> = {
  pass: 'M3.5 8.5 6.5 11.5 12.5 4.5',
  hold: 'M5.5 4v8M10.5 4v8',
  stop: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  wait: 'M4 8h.01M8 8h.01M12 8h.01',
  unsure: 'M5.8 6.2a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M8 12.4h.01',
};

/** The verdict as shape, colour and word. */
export function VerdictMark({ verdict, large }: { readonly verdict: Verdict; readonly large?: boolean }) {
  return <Badge sign={SIGN_OF[verdict]} word={VERDICT_WORD[verdict]} large={large === true} />;
}

/** The state of a service as shape, colour and word. */
export function StateMark({ state }: { readonly state: ServiceState }) {
  return <Badge sign={SIGN_OF[state]} word={STATE_WORD[state]} large={false} />;
}

/** Any one word as shape and colour. */
export function SignMark({
  sign,
  word,
  isLarge,
}: {
  readonly sign: Sign;
  readonly word: string;
  readonly isLarge?: boolean;
}) {
  return <Badge sign={sign} word={word} large={isLarge === true} />;
}

function Badge({ sign, word, large }: { readonly sign: Sign; readonly word: string; readonly large: boolean }) {
  return (
    <span class={`badge is-${sign}${large ? ' is-large' : ''}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={SHAPE[sign]} />
      </svg>
      {word}
    </span>
  );
}

/** How critical it is; the number says it, the tint only helps. */
export function Tier({ tier }: { readonly tier: number | null }) {
  return <span class={`tier is-tier-${tier ?? 'unknown'}`}>{tier === null ? 'tier ?' : `tier ${tier}`}</span>;
}
