import { useEffect, useRef } from 'preact/hooks';
import type { LoginQuestion } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { When } from '../../part/when.tsx';
import { useSession } from '../../read/session.tsx';

interface QuestionProps {
  readonly question: LoginQuestion;
  readonly isBusy: boolean;
  readonly onApprove: (sign: boolean) => void;
  readonly onDeny: () => void;
}

/** Who asks, from where, and what it could do; signing has to be ticked. */
export function QuestionForm({ question, isBusy, onApprove, onDeny }: QuestionProps) {
  const { me } = useSession();
  const code = useRef<HTMLParagraphElement>(null);
  // The button that was pressed is gone: the code is what comes next, and it is read aloud.
  useEffect(() => code.current?.focus(), []);
  const { user_code, client, network, same_network, asked_at, hours, sign } = question;
  const name = me?.viewer.person ?? me?.viewer.name ?? 'you';
  return (
    <form
      class="question-form"
      onSubmit={(event) => {
        event.preventDefault();
        onApprove(new FormData(event.currentTarget).get('sign') === 'on');
      }}
    >
      <p>Compare it with your terminal, letter by letter:</p>
      <p class="code" ref={code} tabIndex={-1}>
        {user_code}
      </p>
      <dl class="pairs">
        <div>
          <dt>Calls itself</dt>
          <dd>{client === null ? 'nothing' : <Said text={client} />}</dd>
        </div>
        <div>
          <dt>Asks from</dt>
          <dd>
            <Said text={network} />
            {same_network ? ', the network you are in' : null}
          </dd>
        </div>
        <div>
          <dt>Asked</dt>
          <dd>
            <When at={asked_at} />
          </dd>
        </div>
        <div>
          <dt>May then</dt>
          <dd>
            look and submit as <Said text={name} />, for {hours} hours
          </dd>
        </div>
      </dl>
      {same_network ? null : (
        <p class="warning">
          It asks from another network than this browser is in. That is usual with a remote machine or a VPN; otherwise
          somebody else asks.
        </p>
      )}
      <label class="check sign-check">
        <input type="checkbox" name="sign" disabled={!sign.allowed} />
        <span>
          It may also sign off and return in my name
          <span class="soft">
            {sign.allowed ? (
              'Whatever runs on that machine under your account could then sign as you. Leave it out where agents work.'
            ) : (
              <>
                Not possible: <Said text={sign.why_not ?? 'not permitted'} />.
              </>
            )}
          </span>
        </span>
      </label>
      <p class="form-end">
        <button type="button" onClick={onDeny} disabled={isBusy}>
          No, it is not mine
        </button>
        <button type="submit" class="primary" disabled={isBusy}>
          {isBusy ? 'Sending…' : 'Let it in'}
        </button>
      </p>
    </form>
  );
}
