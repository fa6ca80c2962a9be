import type { PolicyReport } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { Empty } from '../../part/trouble.tsx';
import { Link } from '../../route/navigation.tsx';
import { COMMAND } from '../../text/command.ts';
import { countText, plural, workText } from '../../text/number.ts';
import { visibleText } from '../../text/visible.ts';

const MODE: Readonly<Record<PolicyReport['rules'][number]['mode'], string>> = {
  enforce: 'enforced',
  advise: 'advice',
  shadow: 'watching only',
};

/** Each rule with its reason, what it matched, what it holds and what it costs; what costs most first. */
export function RuleTable({ rules }: { readonly rules: PolicyReport['rules'] }) {
  const sorted = rules.toSorted((a, b) => b.senior_minutes - a.senior_minutes || b.holding - a.holding);
  const most = Math.max(1, ...rules.map((rule) => rule.senior_minutes));
  return (
    <section class="panel" aria-labelledby="rules-heading">
      <h2 id="rules-heading">
        Rules <small>over open changes; what costs most first</small>
      </h2>
      {rules.length === 0 ? (
        <Empty title="No rule was asked yet" argv={COMMAND.init}>
          <p>Rules show here with what they cost once a change was judged. Write the first policy:</p>
        </Empty>
      ) : (
        <table class="rule-table">
          <thead>
            <tr>
              <th scope="col">Rule</th>
              <th scope="col">Mode</th>
              <th scope="col" class="number">
                Matched
              </th>
              <th scope="col" class="number">
                Holds now
              </th>
              <th scope="col" class="number">
                Not judged
              </th>
              <th scope="col">Senior time</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((rule) => (
              <tr key={rule.rule}>
                <td class="title">
                  <strong>
                    <Said text={rule.rule} />
                  </strong>
                  <p class="soft">
                    <Said text={rule.because} />
                  </p>
                </td>
                <td>
                  <span class={`chip mode-${rule.mode}`}>{MODE[rule.mode]}</span>
                </td>
                <td class="number" data-label="Matched">
                  <Rows rule={rule.rule} count={rule.matched} outcome="matched" />
                </td>
                <td class="number" data-label="Holds now">
                  <Rows rule={rule.rule} count={rule.holding} outcome="holding" />
                </td>
                <td class="number" data-label="Not judged">
                  <Rows rule={rule.rule} count={rule.unevaluable} outcome="unjudged" />
                </td>
                <td data-label="Senior time">
                  <div class="bar-cell">
                    <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                      <rect class="meter-rest" width="100" height="8" />
                      <rect class="meter-used" width={(rule.senior_minutes / most) * 100} height="8" />
                    </svg>
                    <span>{workText(rule.senior_minutes)}</span>
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const OUTCOME = { matched: 'matched by', holding: 'held by', unjudged: 'not judged by' } as const;

interface RowsProps {
  readonly rule: string;
  readonly count: number;
  readonly outcome: keyof typeof OUTCOME;
}

/** A number that leads to the changes behind it. */
function Rows({ rule, count, outcome }: RowsProps) {
  return (
    <Link
      to={{ name: 'changes', filter: { state: 'open', rule, outcome } }}
      label={`${plural(count, 'change')} ${OUTCOME[outcome]} ${visibleText(rule)}`}
    >
      {countText(count)}
    </Link>
  );
}
