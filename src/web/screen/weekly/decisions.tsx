import { useState } from 'preact/hooks';
import type { WeeklyAnswer, WeeklyReport } from '../../../contract/index.ts';
import { Dialog } from '../../part/dialog.tsx';
import { Said } from '../../part/said.tsx';
import { sentenceText } from '../../text/word.ts';
import { LongText, ShortText } from '../act/field.tsx';
import { SendForm } from '../act/send-form.tsx';

/** What somebody is about to do to the week. */
type WeeklyAct = 'decide' | 'spin' | 'freeze';

const MOST = { decision: 500, owner: 120 } as const;

/** What will we do? The wheel, decisions with owner and day, and the freeze. */
export function Decisions({ report, again }: { readonly report: WeeklyReport; readonly again: () => void }) {
  const [act, setAct] = useState<WeeklyAct | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const { review, spun, decisions, may } = report;
  const { drawn, candidates, seed } = spun ?? review.wheel;
  const done = ({ text }: WeeklyAnswer) => {
    setAct(null);
    setTold(sentenceText(text, { capital: true }));
    again();
  };
  return (
    <section class="panel" aria-labelledby="decisions-heading">
      <h2 id="decisions-heading">What will we do?</h2>
      <p>
        {drawn === null ? (
          'The wheel has nobody to draw: no service is known.'
        ) : (
          <>
            The wheel {spun === null ? 'would draw' : 'drew'}{' '}
            <strong>
              <Said text={drawn} />
            </strong>{' '}
            of {candidates.length} to walk through its dashboard. <span class="sources">seed {seed.slice(0, 19)}</span>
          </>
        )}
      </p>
      {decisions.length === 0 ? (
        <p class="empty">No decision is written down. Each has one owner and a day.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th>Decision</th>
              <th>Owner</th>
              <th>Due</th>
              <th>State</th>
            </tr>
          </thead>
          <tbody>
            {decisions.map(({ id, text, owner, due, state, overdue }) => (
              <tr key={id}>
                <td>
                  <Said text={text} />
                </td>
                <td>
                  <Said text={owner} />
                </td>
                <td>{due.slice(0, 10)}</td>
                <td>{overdue ? 'overdue' : state}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {told === null ? null : (
        <p role="status" class="told">
          {told}
        </p>
      )}
      <p class="act-row">
        {(['decide', 'spin', 'freeze'] as const).map((kind) => (
          <button
            key={kind}
            type="button"
            disabled={!may[kind].allowed}
            title={may[kind].why_not ?? undefined}
            onClick={() => setAct(kind)}
          >
            {WORD[kind]}
          </button>
        ))}
      </p>
      {act === null ? null : <ActDialog act={act} week={review.week} close={() => setAct(null)} sent={done} />}
    </section>
  );
}

const WORD: Readonly<Record<WeeklyAct, string>> = {
  decide: 'Write a decision down',
  spin: 'Spin the wheel',
  freeze: 'Freeze the document',
};

const EFFECT: Readonly<Record<Exclude<WeeklyAct, 'decide'>, string>> = {
  spin: 'Draws one service, once: the seed and the names stand in the record, so that anybody can draw again and find the same.',
  freeze:
    'Keeps the document as it stands, by its digest, with the definitions of its figures. Decisions may still be written down.',
};

const PART: Readonly<Record<WeeklyAct, string>> = { decide: 'decisions', spin: 'wheel', freeze: 'freeze' };

function ActDialog({
  act,
  week,
  close,
  sent,
}: {
  readonly act: WeeklyAct;
  readonly week: string;
  readonly close: () => void;
  readonly sent: (answer: WeeklyAnswer) => void;
}) {
  return (
    <Dialog title={WORD[act]} close={close}>
      <SendForm<WeeklyAnswer>
        path={`/api/v1/weekly/${week}/${PART[act]}`}
        body={(data) =>
          act === 'decide'
            ? {
                text: String(data.get('text')),
                owner: String(data.get('owner')),
                due: `${String(data.get('due'))}T17:00:00Z`,
              }
            : {}
        }
        word={WORD[act]}
        isFirst={act !== 'decide'}
        close={close}
        sent={sent}
      >
        {act === 'decide' ? (
          <>
            <LongText name="text" label="What is decided" maxLength={MOST.decision} />
            <ShortText name="owner" label="Who answers for it: a team, a service or a person" maxLength={MOST.owner} />
            <label>
              Due (17:00 UTC)
              <input name="due" type="date" required />
            </label>
          </>
        ) : (
          <p>{EFFECT[act]}</p>
        )}
      </SendForm>
    </Dialog>
  );
}
