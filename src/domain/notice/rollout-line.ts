import { assertNever, excerpt } from '../../kernel/index.ts';
import type { Piece } from './model.ts';
import type { RolloutAsks, RolloutNews } from './rollout-news.ts';

/** Characters of what somebody wrote that a line shows. */
const SAID = 120;

/** News of a rollout in words. */
export function rolloutPieces(news: RolloutNews): readonly Piece[] {
  const service = said(news.service);
  switch (news.kind) {
    case 'rollout-aborted':
      return [
        { own: 'Rollout stopped: ' },
        service,
        { own: `, ${OUTCOME[news.outcome]}; by ` },
        said(news.by),
        ...(news.why === null ? [] : [{ own: ', because: ' }, said(news.why)]),
      ];
    case 'rollout-paused':
      return [
        { own: 'Rollout paused: ' },
        service,
        { own: ', by ' },
        said(news.by),
        { own: ', because: ' },
        said(news.reason),
      ];
    case 'rollout-asks':
      return [{ own: 'A rollout waits for somebody: ' }, service, { own: ', ' }, ...asked(news.asks)];
    default:
      return assertNever(news);
  }
}

const OUTCOME: Readonly<Record<(RolloutNews & { readonly kind: 'rollout-aborted' })['outcome'], string>> = {
  'rolled-back': 'the version before has everything again',
  'going-back': 'traffic goes back to the version before',
  'flag-off': 'its flag is switched off',
  stays: 'the new version stays where it is',
};

function asked(asks: RolloutAsks): readonly Piece[] {
  switch (asks.code) {
    case 'promote':
      return [{ own: 'stage ' }, said(asks.stage), { own: ' is proved, and a human promotes it' }];
    case 'stuck':
      return [
        { own: 'it is to go back and ' },
        said(asks.target),
        { own: ' does not follow (' },
        said(asks.trouble),
        { own: '): take its traffic back by hand' },
      ];
    case 'pause':
      return paused(asks);
    default:
      return assertNever(asks);
  }
}

function paused({ cause, why }: Extract<RolloutAsks, { code: 'pause' }>): readonly Piece[] {
  switch (cause.code) {
    case 'stage-time':
      return [{ own: 'stage ' }, said(cause.stage), { own: ' took longer than its plan allows' }];
    case 'engine-refused':
      return [{ own: 'the engine refuses to move ' }, said(cause.target), { own: ': ' }, said(cause.why)];
    case 'engine-silent':
      return [{ own: 'the engine does not move ' }, said(cause.target)];
    case 'engine-moved':
      return [
        { own: 'somebody else moved ' },
        said(cause.target),
        { own: cause.percent === null ? '' : ` to ${cause.percent} %` },
      ];
    case 'other-version':
      return [{ own: 'the engine holds another version of ' }, said(cause.target)];
    case 'flag-is-off':
      return [
        { own: 'found worse (' },
        said(why),
        { own: '): its flag is off, the code of the new version still runs' },
      ];
    case 'worse':
      return [{ own: 'found worse (' }, said(why), { own: `), and it stays where it is: ${ROUTE[cause.route]}` }];
    default:
      return assertNever(cause);
  }
}

const ROUTE: Readonly<Record<'safe' | 'flag-off' | 'roll-forward' | 'ask', string>> = {
  safe: 'its plan leaves going back to somebody',
  'flag-off': 'its plan leaves switching its flag off to somebody',
  'roll-forward': 'going back is not safe, roll forward',
  ask: 'whether going back is safe is not known',
};

function said(text: string): Piece {
  return { said: excerpt(text, SAID) };
}
