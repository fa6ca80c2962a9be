import type { ProvenanceSummary } from '../../../contract/index.ts';
import { Meter } from '../../part/meter.tsx';
import { Said } from '../../part/said.tsx';
import { countText } from '../../text/number.ts';
import { ASSISTANCE_WORD } from '../../text/word.ts';

const CLASS: Readonly<Record<ProvenanceSummary['evidence'], string>> = {
  attested: 'attested: recorded by the tool itself',
  declared: 'declared: somebody says so',
  observed: 'observed: an account or branch shows it',
  inferred: 'inferred: a guess with a confidence',
  none: 'no evidence either way',
};

/** Who or what wrote it, and what says so. */
export function Provenance({ provenance }: { readonly provenance: ProvenanceSummary }) {
  const { lines, tools, where, findings } = provenance;
  return (
    <section class="panel" aria-labelledby="provenance-heading">
      <h2 id="provenance-heading">Where it comes from</h2>
      <p class="value is-word">{ASSISTANCE_WORD[provenance.assistance]}</p>
      <p class="soft">{CLASS[provenance.evidence]}</p>
      {tools.length === 0 ? null : (
        <p>
          <Said text={tools.map(({ name, model }) => (model === null ? name : `${name} (${model})`)).join(', ')} />
        </p>
      )}
      {lines === null ? null : (
        <>
          <Meter
            whole={lines.total}
            parts={[
              { name: 'ai', value: lines.ai },
              { name: 'human', value: lines.human },
              { name: 'wait', value: lines.unknown },
            ]}
            label={`Of ${countText(lines.total)} lines: ${countText(lines.ai)} AI, ${countText(lines.human)} human, ${countText(lines.unknown)} unknown`}
          />
          <p class="soft">
            lines: {countText(lines.ai)} AI · {countText(lines.human)} human · {countText(lines.unknown)} unknown
          </p>
        </>
      )}
      {where.length === 0 ? null : (
        <details open={where.length <= 2}>
          <summary>What says so ({where.length})</summary>
          <ul class="plain-list">
            {where.map((one) => (
              <li key={`${one.place}${one.commit}${one.line}${one.text}`}>
                <span class="chip">{one.class}</span> {one.place.replaceAll('-', ' ')}
                {one.commit === null ? null : (
                  <>
                    {' '}
                    of <code>{one.commit.slice(0, 10)}</code>
                  </>
                )}
                :{' '}
                <q>
                  <Said text={one.text} />
                </q>
                {one.confidence < 1 ? ` (confidence ${Math.round(one.confidence * 100)} %)` : ''}
              </li>
            ))}
          </ul>
        </details>
      )}
      {findings.map((finding) => (
        <p key={finding.code + finding.commit} class="warning">
          <Said text={finding.message} />
        </p>
      ))}
    </section>
  );
}
