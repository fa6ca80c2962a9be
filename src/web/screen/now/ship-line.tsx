import type { ShipLine as Line, NowReport } from '../../../contract/index.ts';
import { SignMark } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { When } from '../../part/when.tsx';
import { Link } from '../../route/navigation.tsx';
import { ALARM } from '../../route/route.ts';
import { plural } from '../../text/number.ts';
import { coversText, SHIP_WORD } from '../../text/word.ts';

/** The answer before everything else: whether one may ship now, what is held until when, and what to look at first. */
export function ShipAnswer({ ship }: { readonly ship: NowReport['ship'] }) {
  const { state, lines, more } = ship;
  const { sign, word, text } = SHIP_WORD[state];
  return (
    <div class={`ship is-${state}`}>
      <SignMark sign={sign} word={word} isLarge />
      <div class="ship-text">
        <p>{text}</p>
        {lines.length === 0 ? null : (
          <ul>
            {lines.map((line) => (
              <ShipLine key={`${line.kind} ${line.id} ${line.covers.join()}`} line={line} />
            ))}
          </ul>
        )}
        {more === 0 ? null : (
          <p>
            <Link to={{ name: 'rollouts', at: null }}>And {plural(more, 'more')}</Link>
          </p>
        )}
      </div>
    </div>
  );
}

function ShipLine({ line }: { readonly line: Line }) {
  const { kind, id, effect, covers, text, until, review } = line;
  return (
    <li>
      <strong>
        {effect === 'hold' ? 'Hold ' : 'Look first: '}
        <Said text={coversText(covers)} />
      </strong>
      {': '}
      <Said text={text} />{' '}
      <span class="soft">
        {kind === 'alarm' ? (
          <Link to={{ name: 'rollouts', at: `${ALARM}${id}` }}>the alarm</Link>
        ) : (
          <Link to={{ name: 'rollouts', at: id }}>{kind === 'brake' ? <Said text={id} /> : 'the rollout'}</Link>
        )}
        {kind === 'brake' ? <Ends until={until} review={review} /> : null}
      </span>
    </li>
  );
}

function Ends({ until, review }: Pick<Line, 'until' | 'review'>) {
  if (until !== null)
    return (
      <>
        {' '}
        until <When at={until} />
      </>
    );
  return (
    <>
      {' '}
      until somebody releases it
      {review === null ? null : (
        <>
          , to be looked at <When at={review} brief />
        </>
      )}
    </>
  );
}
