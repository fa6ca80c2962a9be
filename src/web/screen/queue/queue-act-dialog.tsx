import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { QueueAnswer, QueueReport } from '../../../contract/index.ts';
import { Dialog } from '../../part/dialog.tsx';
import { Said } from '../../part/said.tsx';
import type { Failure } from '../../read/request.ts';
import { minutesText, plural } from '../../text/number.ts';
import { sentenceText, shortId } from '../../text/word.ts';
import { LongText, ShortText } from '../act/field.tsx';
import { SendForm } from '../act/send-form.tsx';
import type { QueueAct } from './queue-act.ts';

const TITLE: Readonly<Record<QueueAct['kind'], string>> = {
  add: 'Queue a change',
  eject: 'Take it out',
  revert: 'Take it back',
  pause: 'Pause the queue',
  resume: 'Resume the queue',
  freeze: 'Freeze landing',
  thaw: 'End the freeze',
};

interface QueueActDialogProps {
  readonly id: string;
  readonly act: QueueAct;
  readonly report: QueueReport;
  readonly close: () => void;
  /** With the sentence that says what came of it. */
  readonly done: (text: string) => void;
}

/** What each form is given. */
interface FormProps {
  readonly path: (last: string) => string;
  readonly report: QueueReport;
  readonly close: () => void;
  readonly sent: (answer: QueueAnswer) => void;
}

/** Asks before it does, and names the effect. */
export function QueueActDialog({ id, act, report, close, done }: QueueActDialogProps) {
  const props: FormProps = {
    path: (last) => `/api/v1/queue/${encodeURIComponent(id)}/${last}`,
    report,
    close,
    sent: ({ text }) => done(sentenceText(text, { capital: true })),
  };
  return (
    <Dialog title={TITLE[act.kind]} close={close}>
      {formOf(act, props)}
    </Dialog>
  );
}

function formOf(act: QueueAct, props: FormProps) {
  switch (act.kind) {
    case 'add':
      return <AddForm {...props} change={act.change} />;
    case 'eject':
      return <EjectForm {...props} entry={act.entry} />;
    case 'revert':
      return (
        <Plain {...props} last="entries" body={{ revert: act.commit }} word={`Queue what takes #${act.entry} back`}>
          It goes before everything that waits, and is judged by its content like every change. Where the tree before it
          was built, it needs no build; what waits is built on it then.
        </Plain>
      );
    case 'freeze':
      return <FreezeForm {...props} />;
    case 'pause':
      return <PauseForm {...props} />;
    case 'resume':
      return (
        <Plain {...props} last="resume" body={{}} word="Go on building and landing">
          {plural(props.report.waiting, 'entry waits', 'entries wait')}: builds begin at once, and what is proved lands.
        </Plain>
      );
    case 'thaw':
      return (
        <Plain {...props} last="thaw" body={{ freeze: act.freeze }} word="Let it land again">
          What was proved while <Said text={act.freeze} /> held lands at once.
        </Plain>
      );
  }
}

/** As the server takes a reason. */
const MOST_REASON = 500;
const MOST_ID = 300;

function AddForm({ path, report, close, sent, change }: FormProps & { readonly change: string }) {
  const hotfix = report.may?.hotfix;
  return (
    <SendForm<QueueAnswer>
      path={path('entries')}
      body={(data) => ({
        change: String(data.get('change')).trim(),
        lane: data.get('hotfix') === null ? 'normal' : 'hotfix',
      })}
      word="Queue it"
      close={close}
      sent={sent}
      refusal={gateRefusal}
    >
      <p>Exactly the content that the gate lets pass is queued; a later push takes it out.</p>
      <ShortText name="change" label="Change, as its page names it" maxLength={MOST_ID} value={change} />
      <label class="check">
        <input type="checkbox" name="hotfix" disabled={hotfix?.allowed !== true} />
        <span>
          In the hotfix lane: before everything but reverts
          {hotfix?.allowed === true ? '' : ` (${hotfix?.why_not ?? 'not allowed here'})`}
        </span>
      </label>
    </SendForm>
  );
}

/** The gate's own word is an answer, not a failure of the request; it stays to be read. */
function gateRefusal({ refused, text }: QueueAnswer): Failure | null {
  if (refused === null) return null;
  const fix = 'Open the change: its page says what holds it, and who clears that.';
  return { status: 200, code: `gate-${refused.verdict}`, message: sentenceText(text, { capital: true }), fix };
}

function EjectForm({ path, report, close, sent, entry }: FormProps & { readonly entry: number }) {
  const row = report.entries.find(({ number }) => number === entry);
  const children = report.entries.filter(({ state, parents }) => state === 'waiting' && parents.includes(entry));
  return (
    <SendForm<QueueAnswer>
      path={path('eject')}
      body={(data) => ({ entry: String(entry), reason: String(data.get('reason')).trim() })}
      word={`Take entry ${entry} out`}
      isGrave
      close={close}
      sent={sent}
    >
      <p class="subject">
        <strong>{row === undefined ? `Entry ${entry}` : <Said text={row.title} />}</strong>
        {row === undefined ? null : (
          <span class="soft">
            #{entry} <Said text={shortId(row.change)} />
          </span>
        )}
      </p>
      <p>
        Builds that hold it are of no use any more, and what was built on them is built again.
        {children.length === 0 ? '' : ` ${plural(children.length, 'entry', 'entries')} stacked on it go with it.`} It
        may be queued again.
      </p>
      <LongText name="reason" label="Reason, as it stands in the record" maxLength={MOST_REASON} />
    </SendForm>
  );
}

function PauseForm({ path, report, close, sent }: FormProps) {
  return (
    <SendForm<QueueAnswer>
      path={path('pause')}
      body={(data) => ({ reason: String(data.get('reason')).trim() })}
      word="Stop building and landing"
      isGrave
      close={close}
      sent={sent}
    >
      <p>
        Nothing is built and nothing lands until somebody resumes it: {plural(report.waiting, 'entry', 'entries')} wait.
      </p>
      <LongText name="reason" label="Reason, as everybody who waits sees it" maxLength={MOST_REASON} />
    </SendForm>
  );
}

/** Minutes; 0 = until somebody ends it. */
const TIMES = [60, 240, 1_440, 4_320, 0];
const MINUTE_MS = 60_000;

function FreezeForm({ path, report, close, sent }: FormProps) {
  const [minutes, setMinutes] = useState(240);
  return (
    <SendForm<QueueAnswer>
      path={path('freeze')}
      body={(data) => {
        const targets = String(data.get('targets'))
          .split(',')
          .map((target) => target.trim())
          .filter((target) => target !== '');
        return {
          reason: String(data.get('reason')).trim(),
          ...(targets.length === 0 ? {} : { targets }),
          ...(minutes === 0 ? {} : { until: new Date(Date.parse(report.as_of) + minutes * MINUTE_MS).toISOString() }),
        };
      }}
      word="Let nothing of it land"
      isGrave
      close={close}
      sent={sent}
    >
      <p>Builds go on; what they prove lands when the freeze ends. What has no known target is frozen too.</p>
      <LongText name="reason" label="Reason, as everybody who waits sees it" maxLength={MOST_REASON} />
      <ShortText name="targets" label="Targets, by comma (empty = everything)" maxLength={1_000} isOptional />
      <label>
        For how long
        <select value={minutes} onChange={(event) => setMinutes(Number(event.currentTarget.value))}>
          {TIMES.map((time) => (
            <option key={time} value={time}>
              {time === 0 ? 'until somebody ends it' : minutesText(time)}
            </option>
          ))}
        </select>
      </label>
    </SendForm>
  );
}

interface PlainProps extends FormProps {
  readonly last: string;
  readonly body: unknown;
  readonly word: string;
  readonly children: ComponentChildren;
}

/** Nothing to fill in: one more key press. */
function Plain({ path, close, sent, last, body, word, children }: PlainProps) {
  return (
    <SendForm<QueueAnswer>
      path={path(last)}
      body={() => body}
      word={word}
      isFirst
      close={close}
      sent={sent}
      refusal={gateRefusal}
    >
      <p>{children}</p>
    </SendForm>
  );
}
