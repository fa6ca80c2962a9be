import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChangeReport, LiveEvent, WriteAnswer } from '../../../contract/index.ts';
import { useKeys } from '../../key/use-keys.ts';
import { announce } from '../../part/announce.tsx';
import { QueueLine } from '../../part/queue-line.tsx';
import { Screen } from '../../part/screen.tsx';
import { useSession } from '../../read/session.tsx';
import { useDocument } from '../../read/use-document.ts';
import { shortId, VERDICT_WORD } from '../../text/word.ts';
import { ActDialog } from '../act/act-dialog.tsx';
import type { Act } from '../act/model.ts';
import { ActBar } from './act-bar.tsx';
import { ChangeHead } from './change-head.tsx';
import { Content } from './content.tsx';
import { Ladder } from './ladder.tsx';
import { Operation } from './operation.tsx';
import { Overrides } from './overrides.tsx';
import { Provenance } from './provenance.tsx';
import { Reach } from './reach.tsx';
import { Reasons } from './reasons.tsx';
import { Risk } from './risk.tsx';
import { Signoffs } from './signoffs.tsx';
import { Timeline } from './timeline.tsx';

/** Why is this held, and what clears it? */
export function ChangeScreen({ id }: { readonly id: string }) {
  const waitsIn = useRef<string | null>(null);
  const concerns = ({ change, queue }: LiveEvent) =>
    change === id || (change === null && ((queue ?? null) === null || queue === waitsIn.current));
  const reading = useDocument<ChangeReport>(`/api/v1/changes/${encodeURIComponent(id)}`, { concerns });
  const standing = reading.document?.queue ?? null;
  waitsIn.current = standing?.state === 'waiting' ? standing.queue : null;
  const title = reading.document?.change.title ?? shortId(id);
  useVerdictNews(reading.document);
  return (
    <Screen title={title} reading={reading}>
      {(report) => <Change report={report} again={reading.again} />}
    </Screen>
  );
}

function Change({ report, again }: { readonly report: ChangeReport; readonly again: () => void }) {
  const { send } = useSession();
  const [act, setAct] = useState<Act | null>(null);
  const { may, change, decision } = report;
  const done = (text: string) => {
    setAct(null);
    announce(text);
    again();
  };
  const start = (kind: 'sign' | 'return' | 'delegate' | 'override') => {
    const { allowed, why_not } = may[kind];
    if (allowed) setAct({ kind });
    else announce(why_not ?? 'You may not do this here.');
  };
  const recheck = async () => {
    if (!may.recheck.allowed) return announce(may.recheck.why_not ?? 'You may not do this here.');
    const answer = await send<WriteAnswer>(`/api/v1/changes/${encodeURIComponent(change.id)}/recheck`, {});
    if (answer.ok) done(answer.value.text);
    else announce([answer.failure.message, answer.failure.fix ?? ''].join(' '));
  };
  useKeys('Change', [
    { key: 'a', label: 'sign off', run: () => start('sign') },
    { key: 'r', label: 'return with a reason', run: () => start('return') },
    { key: 'd', label: 'delegate', run: () => start('delegate') },
    { key: 'e', label: 'evidence', run: () => show('evidence') },
    { key: 'o', label: 'override the hold', run: () => start('override') },
    { key: 'c', label: 'judge again', run: () => void recheck() },
    { key: 't', label: 'timeline', run: () => show('timeline') },
  ]);
  return (
    <>
      <ChangeHead report={report} />
      <ActBar report={report} start={start} recheck={() => void recheck()} />
      {report.queue === null ? null : <QueueLine standing={report.queue} isNamed={false} />}
      <Ladder report={report} />
      <div class="two-thirds">
        <div class="column">
          <Operation report={report} />
          <Reasons report={report} />
          <Signoffs report={report} />
          <Overrides report={report} review={(override) => setAct({ kind: 'review', override })} />
          <Timeline timeline={report.timeline} />
        </div>
        <div class="column">
          {decision === null ? null : (
            <>
              <Risk decision={decision} />
              <Provenance provenance={decision.provenance} />
              <Reach id={change.id} decision={decision} />
              <Content decision={decision} revision={report.revision} />
            </>
          )}
        </div>
      </div>
      {act === null ? null : (
        <ActDialog
          act={act}
          subject={{
            id: change.id,
            title: change.title,
            content: report.revision.content_digest,
            url: change.url,
            asked: change.asked,
            reasons: (decision?.blockers ?? []).filter(({ mode }) => mode === 'enforce').map(({ message }) => message),
          }}
          close={() => setAct(null)}
          done={done}
        />
      )}
    </>
  );
}

/** Brings a part into view and the focus to it. */
function show(id: string): void {
  const part = document.getElementById(id);
  part?.scrollIntoView({ block: 'start' });
  part?.focus({ preventScroll: true });
}

/** Says aloud when the verdict becomes another one. */
function useVerdictNews(report: ChangeReport | null): void {
  const before = useRef<string | null>(null);
  const verdict = report?.change.verdict ?? null;
  useEffect(() => {
    if (verdict !== null && before.current !== null && before.current !== verdict)
      announce(`Verdict: ${VERDICT_WORD[verdict]}.`);
    before.current = verdict;
  }, [verdict]);
}
