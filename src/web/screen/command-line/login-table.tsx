import { useState } from 'preact/hooks';
import type { LiveEvent, LoginList } from '../../../contract/index.ts';
import { announce } from '../../part/announce.tsx';
import { Said } from '../../part/said.tsx';
import { Trouble } from '../../part/trouble.tsx';
import { When } from '../../part/when.tsx';
import type { Failure } from '../../read/request.ts';
import { useSession } from '../../read/session.tsx';
import { useDocument } from '../../read/use-document.ts';

const concerns = ({ type }: LiveEvent) => type.startsWith('Login') || type === 'SessionsEnded';

/** Command lines that act as the viewer now, each with a way to end it. */
export function LoginTable() {
  const { remove } = useSession();
  const { document: list, failure, again } = useDocument<LoginList>('/api/v1/me/logins', { concerns });
  const [trouble, setTrouble] = useState<Failure | null>(null);
  const end = async (id: string) => {
    const answer = await remove(`/api/v1/logins/${encodeURIComponent(id)}`);
    setTrouble(answer.ok ? null : answer.failure);
    if (answer.ok) announce('It is logged out.');
    again();
  };
  return (
    <section class="panel command-line" aria-labelledby="logins-heading">
      <h2 id="logins-heading">Let in now</h2>
      {failure === null ? null : <Trouble failure={failure} again={again} />}
      {trouble === null ? null : <Trouble failure={trouble} />}
      {list?.logins.length === 0 ? <p class="soft">No command line acts in your name.</p> : null}
      <ul class="logins">
        {(list?.logins ?? []).map(({ id, client, sign, created_at, expires_at, used_at }) => (
          <li key={id}>
            <div>
              <p>
                <strong>{client === null ? 'A command line' : <Said text={client} />}</strong>{' '}
                {sign ? 'looks, submits, signs and returns' : 'looks and submits'}
              </p>
              <p class="soft">
                let in <When at={created_at} />
                {used_at === null ? ', not used yet' : ', last used '}
                {used_at === null ? null : <When at={used_at} brief />}, ends <When at={expires_at} brief />
              </p>
            </div>
            <button type="button" onClick={() => void end(id)}>
              Log it out
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
