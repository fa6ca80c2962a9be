import type { BrakeAmendRequest, BrakeAnswer, BrakeOnRequest, BrakeRow } from '../../../contract/index.ts';
import { Dialog } from '../../part/dialog.tsx';
import { Said } from '../../part/said.tsx';
import { plural } from '../../text/number.ts';
import { coversText, sentenceText } from '../../text/word.ts';
import { LongText, ShortText } from '../act/field.tsx';
import { SendForm } from '../act/send-form.tsx';

/** What somebody may do about brakes. */
export type BrakeAct =
  | { readonly kind: 'pull' }
  | { readonly kind: 'amend'; readonly brake: BrakeRow }
  | { readonly kind: 'release'; readonly brake: BrakeRow };

const TITLE: Readonly<Record<BrakeAct['kind'], string>> = {
  pull: 'Pull a brake',
  amend: 'Amend the brake',
  release: 'Release the brake',
};

interface BrakeActDialogProps {
  readonly act: BrakeAct;
  readonly close: () => void;
  /** With the sentence that says what came of it. */
  readonly done: (text: string) => void;
}

/** Asks before it does, and names the effect. */
export function BrakeActDialog({ act, close, done }: BrakeActDialogProps) {
  const sent = ({ text, warnings }: BrakeAnswer) =>
    done(
      [sentenceText(text, { capital: true }), ...warnings.map((each) => sentenceText(each, { capital: true }))].join(
        ' ',
      ),
    );
  return (
    <Dialog title={TITLE[act.kind]} close={close}>
      {act.kind === 'pull' ? (
        <PullForm close={close} sent={sent} />
      ) : act.kind === 'amend' ? (
        <AmendForm brake={act.brake} close={close} sent={sent} />
      ) : (
        <ReleaseForm brake={act.brake} close={close} sent={sent} />
      )}
    </Dialog>
  );
}

interface FormProps {
  readonly close: () => void;
  readonly sent: (answer: BrakeAnswer) => void;
}

/** As the server takes them. */
const MOST_REASON = 500;
const MOST_SCOPE = 2_000;
const MOST_WINDOW = 1_000;
const MOST_ZONE = 80;

const SCOPE = 'What it holds, by comma: everything, tier:0, service:NAME, flow:NAME, path:PATTERN';
const TIMES: readonly (readonly [string, string])[] = [
  ['', 'until somebody releases it'],
  ['1h', '1 hour'],
  ['4h', '4 hours'],
  ['24h', 'a day'],
  ['14d', '2 weeks'],
  ['90d', '90 days'],
];

function PullForm({ close, sent }: FormProps) {
  return (
    <SendForm<BrakeAnswer>
      path="/api/v1/brakes"
      body={pullBody}
      word="Hold what it covers"
      isGrave
      close={close}
      sent={sent}
    >
      <p class="effect">
        What it covers, and what nobody knows of, is held at once: at the gate, in the queue, for deployments, rollouts,
        flags and operations. Pausing, rolling back and switching off always pass.
      </p>
      <ShortText name="scope" label={SCOPE} maxLength={MOST_SCOPE} />
      <LongText name="reason" label="Reason, as everybody who is held sees it" maxLength={MOST_REASON} />
      <Until name="until" times={TIMES} />
      <Hotfix first={['1', 'one sign-off']} />
      <details>
        <summary>Only in windows</summary>
        <ShortText
          name="windows"
          label="Windows, by comma, such as Friday 16:00 to Monday 08:00"
          maxLength={MOST_WINDOW}
          isOptional
        />
        <ShortText
          name="zone"
          label="On the clock of"
          maxLength={MOST_ZONE}
          value={Intl.DateTimeFormat().resolvedOptions().timeZone}
          isOptional
        />
      </details>
    </SendForm>
  );
}

function pullBody(data: FormData): BrakeOnRequest {
  const windows = listed(data, 'windows');
  const until = said(data, 'until');
  return {
    scope: listed(data, 'scope'),
    reason: said(data, 'reason'),
    hotfix: hotfixOf(said(data, 'hotfix')),
    ...(until === '' ? {} : { until }),
    ...(windows.length === 0 ? {} : { windows, zone: said(data, 'zone') }),
  };
}

function AmendForm({ brake, close, sent }: FormProps & { readonly brake: BrakeRow }) {
  return (
    <SendForm<BrakeAnswer>
      path={`/api/v1/brakes/${encodeURIComponent(brake.id)}/amend`}
      body={(data) => amendBody(data, brake)}
      word={`Change ${brake.id}`}
      close={close}
      sent={sent}
    >
      <p>
        It holds on while it is changed. Whoever may pull it may make it stricter; letting more pass needs the right to
        release it.
      </p>
      <ShortText name="scope" label={SCOPE} maxLength={MOST_SCOPE} value={brake.scope.join(', ')} />
      <ShortText name="reason" label="Reason" maxLength={MOST_REASON} value={brake.reason} />
      <Until name="until" times={[['', 'as it is'], ...TIMES.slice(1)]} />
      <Hotfix first={['', 'as it is']} />
    </SendForm>
  );
}

function amendBody(data: FormData, brake: BrakeRow): BrakeAmendRequest {
  const [scope, reason, until, hotfix] = [
    listed(data, 'scope'),
    said(data, 'reason'),
    said(data, 'until'),
    said(data, 'hotfix'),
  ];
  return {
    ...(scope.join() === brake.scope.join() ? {} : { scope }),
    ...(reason === brake.reason ? {} : { reason }),
    ...(until === '' ? {} : { until }),
    ...(hotfix === '' ? {} : { hotfix: hotfixOf(hotfix) }),
  };
}

function ReleaseForm({ brake, close, sent }: FormProps & { readonly brake: BrakeRow }) {
  const { id, scope, reason, holds } = brake;
  return (
    <SendForm<BrakeAnswer>
      path={`/api/v1/brakes/${encodeURIComponent(id)}/off`}
      body={(data) => ({ note: said(data, 'note') })}
      word={`Release ${id}`}
      isGrave
      close={close}
      sent={sent}
    >
      <p class="subject">
        <strong>
          <Said text={coversText(scope)} />
        </strong>
        <span class="soft">
          <Said text={reason} />
        </span>
      </p>
      <p class="effect">
        {holds === null || holds === 0
          ? 'No open change is held by it now.'
          : `${plural(holds, 'open change')} that it holds ${holds === 1 ? 'is' : 'are'} judged again.`}{' '}
        What was proved lands, and rollouts and deployments that wait for it go on by themselves.
      </p>
      <LongText name="note" label="Why it may end, as it stands in the record" maxLength={MOST_REASON} />
    </SendForm>
  );
}

function Until({ name, times }: { readonly name: string; readonly times: readonly (readonly [string, string])[] }) {
  return (
    <label>
      For how long
      <select name={name}>
        {times.map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}

function Hotfix({ first }: { readonly first: readonly [string, string] }) {
  return (
    <label>
      A hotfix passes with
      <select name="hotfix">
        {[first, ['2', 'two sign-offs'] as const, ['none', 'nothing: no hotfix passes'] as const].map(
          ([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ),
        )}
      </select>
    </label>
  );
}

function hotfixOf(text: string): number | null {
  return text === 'none' ? null : Number(text);
}

function said(data: FormData, name: string): string {
  return String(data.get(name) ?? '').trim();
}

function listed(data: FormData, name: string): string[] {
  return said(data, name)
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
