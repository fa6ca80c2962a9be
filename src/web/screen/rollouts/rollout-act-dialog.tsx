import type { ComponentChildren } from 'preact';
import type { RolloutAnswer, RolloutReport } from '../../../contract/index.ts';
import { Dialog } from '../../part/dialog.tsx';
import { Said } from '../../part/said.tsx';
import { sentenceText } from '../../text/word.ts';
import { LongText } from '../act/field.tsx';
import { SendForm } from '../act/send-form.tsx';
import { judgementText } from './judgement-text.ts';
import type { RolloutAct } from './rollout-act-bar.tsx';
import { SAFETY_TEXT } from './state.ts';

/** As the server takes a reason. */
const MOST_REASON = 500;

interface RolloutActDialogProps {
  readonly act: RolloutAct;
  readonly report: RolloutReport;
  readonly close: () => void;
  /** With the sentence that says what came of it. */
  readonly done: (text: string) => void;
}

interface Form {
  readonly title: string;
  readonly last: string;
  readonly word: string;
  readonly isGrave: boolean;
  readonly hasReason: boolean;
  readonly more: object;
  readonly effect: (report: RolloutReport) => ComponentChildren;
}

/** Asks before it does, and names the effect. */
export function RolloutActDialog({ act, report, close, done }: RolloutActDialogProps) {
  const { title, last, word, isGrave, hasReason, more, effect } = FORM[act];
  const isInsisting = act === 'abort' && !report.may.abort.allowed;
  return (
    <Dialog title={title} close={close}>
      <SendForm<RolloutAnswer>
        path={`/api/v1/rollouts/${encodeURIComponent(report.id)}/${last}`}
        body={(data) => ({
          ...(hasReason ? { reason: String(data.get('reason')).trim() } : {}),
          ...more,
          ...(isInsisting ? { insist: data.get('insist') !== null } : {}),
        })}
        word={word}
        isGrave={isGrave}
        isFirst={!hasReason}
        close={close}
        sent={({ text }) => done(sentenceText(text, { capital: true }))}
      >
        <p class="subject">
          <strong>
            <Said text={report.service} /> in <Said text={report.environment} />
          </strong>
          <span class="soft">
            <Said text={judgementText(report.judgement)} />
          </span>
        </p>
        <p class={isGrave ? 'effect' : ''}>{effect(report)}</p>
        {isInsisting ? (
          <label class="check">
            <input type="checkbox" name="insist" required />
            <span>Put the version before back all the same. {SAFETY_TEXT[report.safety.route]}</span>
          </label>
        ) : null}
        {hasReason ? (
          <LongText name="reason" label="Reason, as it stands in the record" maxLength={MOST_REASON} />
        ) : null}
      </SendForm>
    </Dialog>
  );
}

const FORM: Readonly<Record<RolloutAct, Form>> = {
  pause: {
    title: 'Pause the rollout',
    last: 'pause',
    word: 'Stand still',
    isGrave: false,
    hasReason: true,
    more: {},
    effect: (report) =>
      `${weightText(report)} stay where they are, and nothing goes forward until a human resumes it. The judge goes on looking: what it finds worse it still stops.`,
  },
  resume: {
    title: 'Resume the rollout',
    last: 'resume',
    word: 'Go on',
    isGrave: false,
    hasReason: false,
    more: {},
    effect: () =>
      'It goes on from where it stands, and the time of the stage begins anew. Evidence is still needed for each step.',
  },
  promote: {
    title: 'Promote the stage',
    last: 'promote',
    word: 'Go on without waiting for evidence',
    isGrave: true,
    hasReason: true,
    more: {},
    effect: (report) => `${nextText(report)} by your word, whatever the evidence says so far. The record names you.`,
  },
  abort: {
    title: 'Roll back',
    last: 'abort',
    word: 'Put the version before back',
    isGrave: true,
    hasReason: true,
    more: {},
    effect: (report) => `${weightText(report)} get the version before, at once; no brake holds that. The rollout ends.`,
  },
  leave: {
    title: 'Leave it as it is',
    last: 'abort',
    word: 'End it where it stands',
    isGrave: true,
    hasReason: true,
    more: { leave: true },
    effect: (report) =>
      `The rollout ends and nothing is moved: ${weightText(report)} keep the new version, and no judge looks at it any more.`,
  },
};

function weightText({ weights }: RolloutReport): string {
  const percents = Object.values(weights);
  return percents.length === 0 ? 'All users' : `The ${percents.join(' and ')} % that have the new version`;
}

function nextText({ stages }: RolloutReport): string {
  const at = stages.findIndex(({ state }) => state === 'current');
  const next = stages[at + 1];
  return next === undefined ? 'Everybody gets the new version' : `${next.percent} % get the new version`;
}
