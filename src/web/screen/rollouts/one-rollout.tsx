import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { LiveEvent, RolloutReport } from '../../../contract/index.ts';
import { useKeys } from '../../key/use-keys.ts';
import { announce } from '../../part/announce.tsx';
import { SignMark } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { Screen } from '../../part/screen.tsx';
import { When } from '../../part/when.tsx';
import { useAgainEvery } from '../../read/use-again-at.ts';
import { useDocument } from '../../read/use-document.ts';
import { Link } from '../../route/navigation.tsx';
import { percentText } from '../../text/number.ts';
import { sentenceText, shortId, tierText } from '../../text/word.ts';
import { judgementText } from './judgement-text.ts';
import { MetricTile } from './metric-tile.tsx';
import { RatioLegend } from './ratio-picture.tsx';
import { type RolloutAct, RolloutActBar } from './rollout-act-bar.tsx';
import { RolloutActDialog } from './rollout-act-dialog.tsx';
import { StageBar } from './stage-bar.tsx';
import { LOOK_MS, ROLLOUT_STATE, SAFETY_TEXT, standsText } from './state.ts';

/** One rollout: where it stands, whether it is worse and how sure that is, and what may be done. */
export function OneRollout({ id }: { readonly id: string }) {
  const concerns = useCallback(({ type, change }: LiveEvent) => change === null && !type.startsWith('Entry'), []);
  const reading = useDocument<RolloutReport>(`/api/v1/rollouts/${encodeURIComponent(id)}`, { concerns });
  const report = reading.document;
  useAgainEvery(LOOK_MS, { isOn: report !== null && report.end === null, again: reading.again });
  useNews(report);
  return (
    <Screen
      title={report === null ? 'Rollout' : `Rollout of ${report.service}`}
      reading={reading}
      lede={(shown) => <Said text={judgementText(shown.judgement)} />}
      aside={<Link to={{ name: 'rollouts', at: null }}>All rollouts</Link>}
    >
      {(shown) => <Rollout report={shown} again={reading.again} />}
    </Screen>
  );
}

function Rollout({ report, again }: { readonly report: RolloutReport; readonly again: () => void }) {
  const [act, setAct] = useState<RolloutAct | null>(null);
  const start = (wanted: RolloutAct) => {
    const { allowed, why_not: why } = report.may[wanted];
    if (allowed || (wanted === 'abort' && mayInsist(report))) setAct(wanted);
    else announce(sentenceText(why ?? 'you may not do this here', { capital: true }));
  };
  useKeys('Rollout', [
    {
      key: 'p',
      label: report.paused === null ? 'pause it' : 'resume it',
      run: () => start(report.paused === null ? 'pause' : 'resume'),
    },
    { key: 'm', label: 'promote the stage', run: () => start('promote') },
    { key: 'x', label: 'roll it back', run: () => start('abort') },
  ]);
  const { metrics } = report;
  return (
    <>
      <Head report={report} />
      <RolloutActBar report={report} start={start} canInsist={mayInsist(report)} />
      <StageBar report={report} />
      <section class="panel" aria-labelledby="metrics-heading">
        <h2 id="metrics-heading">Is the new version worse?</h2>
        {metrics.length === 0 ? (
          <p class="soft">
            {report.end === null
              ? 'Nothing was judged in this stage yet; it never goes on without evidence.'
              : 'It has ended: what was judged stands in the record.'}
          </p>
        ) : (
          <>
            <RatioLegend />
            <ul class="metrics">
              {metrics.map((metric) => (
                <MetricTile key={metric.metric} metric={metric} />
              ))}
            </ul>
          </>
        )}
      </section>
      {act === null ? null : (
        <RolloutActDialog
          act={act}
          report={report}
          close={() => setAct(null)}
          done={(text) => {
            setAct(null);
            announce(text);
            again();
          }}
        />
      )}
    </>
  );
}

/** Going back is not safe, or nobody knows: a human may insist. */
function mayInsist({ may, safety }: RolloutReport): boolean {
  return !may.abort.allowed && may.leave.allowed && safety.route !== 'safe' && may.abort.why_not === safety.text;
}

function Head({ report }: { readonly report: RolloutReport }) {
  const { state, change, by, started_at: at, demand, targets, order, brakes, safety, environment } = report;
  const { sign, word } = ROLLOUT_STATE[state];
  const isWorse = report.paused?.code === 'worse';
  return (
    <section class={`panel rollout-head is-${isWorse ? 'worse' : state}`} aria-label="How it stands">
      <p class="rollout-state">
        <SignMark sign={isWorse ? 'stop' : sign} word={word} isLarge /> <Said text={standsText(report)} />
      </p>
      {order === null || order.trouble === null ? null : (
        <p class="warning">
          {order.target} has something against {order.act}: <Said text={order.trouble} />
        </p>
      )}
      <dl class="pairs">
        <div>
          <dt>What</dt>
          <dd>
            {targets.map(({ id, engine, name, version }) => (
              <span key={id}>
                <Said text={name} /> {version === null ? '' : <Said text={version} />} by {engine}, in{' '}
                <Said text={environment} />{' '}
              </span>
            ))}
            {change === null ? (
              '(no change was named: it counts as the riskiest)'
            ) : (
              <Link to={{ name: 'change', id: change }}>
                <Said text={shortId(change)} />
              </Link>
            )}
          </dd>
        </div>
        <div>
          <dt>Started</dt>
          <dd>
            by <Said text={by.name} />, <When at={at} />
          </dd>
        </div>
        <div>
          <dt>How sure</dt>
          <dd>
            a version that is no worse is stopped in {percentText(demand.alpha)} of rollouts; {demand.ratio_limit}× the
            errors must be ruled out ({tierText(demand.tier)},{' '}
            {demand.risk_percentile === null ? 'risk unknown' : `riskier than ${percentText(demand.risk_percentile)}`})
          </dd>
        </div>
        {report.end === null ? (
          <div>
            <dt>Going back</dt>
            <dd>{SAFETY_TEXT[safety.route]}</dd>
          </div>
        ) : null}
        {brakes.length === 0 ? null : (
          <div>
            <dt>Held by</dt>
            <dd>
              {brakes.map((brake) => (
                <Link key={brake} to={{ name: 'rollouts', at: brake }} class="chip">
                  <Said text={brake} />
                </Link>
              ))}{' '}
              a step forward waits
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

/** Says aloud what it turned to while the page is open. */
function useNews(report: RolloutReport | null): void {
  const before = useRef<RolloutReport | null>(null);
  useEffect(() => {
    if (report === null) return;
    const old = before.current;
    before.current = report;
    if (old === null || old.id !== report.id) return;
    const { word } = ROLLOUT_STATE[report.state];
    const text = sentenceText(report.text, { capital: true });
    if (old.state !== report.state) announce(text.startsWith(word) ? text : `${word}. ${text}`);
    else if (old.stage !== report.stage) announce(`Stage ${report.stage ?? 'none'} was entered.`);
  }, [report]);
}
