import type { BlockerDocument, ChangeReport } from '../../../contract/index.ts';
import { Command } from '../../part/copy.tsx';
import { Said } from '../../part/said.tsx';
import { When } from '../../part/when.tsx';
import { Link } from '../../route/navigation.tsx';

/** What holds it: who can clear each reason, and how. */
export function Reasons({ report }: { readonly report: ChangeReport }) {
  const { decision } = report;
  if (decision === null) {
    return (
      <section class="panel" aria-labelledby="reasons-heading">
        <h2 id="reasons-heading">Reasons</h2>
        <p class="reading">Being judged; this takes seconds.</p>
      </section>
    );
  }
  const isQuiet = decision.blockers.length === 0 && decision.unevaluable.length === 0;
  return (
    <section class="panel" aria-labelledby="reasons-heading">
      <h2 id="reasons-heading">
        {isQuiet ? 'Nothing holds it' : 'What holds it, and what clears it'}
        {report.current ? null : <small> of the revision before</small>}
      </h2>
      {decision.blockers.map((blocker) => (
        <Reason key={blocker.code} blocker={blocker} />
      ))}
      {decision.unevaluable.map(({ rule, mode, missing }) => (
        <article key={rule} class={`reason is-${mode}`}>
          <h3>
            <Said text={`The rule ${rule} could not be judged`} />
          </h3>
          <ul class="plain-list">
            {missing.map(({ fact, why }) => (
              <li key={fact}>
                <code>
                  <Said text={fact} />
                </code>
                : <Said text={why} />
              </li>
            ))}
          </ul>
        </article>
      ))}
      <p class="next-step">
        <strong>Next:</strong> <Said text={decision.next_step.text} />
      </p>
      {decision.next_step.argv === null ? null : <Command argv={decision.next_step.argv} />}
      <Satisfied report={report} />
    </section>
  );
}

const MODE: Readonly<Record<BlockerDocument['mode'], string>> = {
  enforce: 'enforced',
  advise: 'advice',
  shadow: 'watching only',
};

function Reason({ blocker }: { readonly blocker: BlockerDocument }) {
  return (
    <article class={`reason is-${blocker.mode}`}>
      <h3>
        <Said text={blocker.message} />
      </h3>
      <p class="chips">
        <span class={`chip mode-${blocker.mode}`}>{MODE[blocker.mode]}</span>
        <span class="chip">{blocker.effect === 'block' ? 'blocks' : 'holds'}</span>
        <Link to={{ name: 'changes', filter: { state: 'open', rule: blocker.rule } }} class="chip">
          <Said text={blocker.rule} />
        </Link>
      </p>
      <dl class="pairs">
        <div>
          <dt>Who can clear it</dt>
          <dd>
            <Said text={blocker.who_can_clear.map(clearerText).join(', ') || 'nobody'} />
          </dd>
        </div>
        <div>
          <dt>How</dt>
          <dd>
            <Said text={blocker.how} />
          </dd>
        </div>
        {blocker.expires_at === null ? null : (
          <div>
            <dt>Ends</dt>
            <dd>
              <When at={blocker.expires_at} />
            </dd>
          </div>
        )}
      </dl>
      {blocker.argv === null ? null : <Command argv={blocker.argv} />}
      <details>
        <summary>Why the rule matched</summary>
        <p>
          <Said text={blocker.because} />
        </p>
        <ul class="plain-list">
          {blocker.facts.map(({ name, value }) => (
            <li key={name}>
              <code>
                <Said text={name} />
              </code>{' '}
              = <Said text={value} />
            </li>
          ))}
          {blocker.where.slice(0, 20).map(({ path, line }) => (
            <li key={`${path}:${line}`}>
              <code>
                <Said text={line === null ? path : `${path}:${line}`} />
              </code>
            </li>
          ))}
          {blocker.where.length > 20 ? <li class="soft">and {blocker.where.length - 20} more places</li> : null}
        </ul>
        <p class="soft">
          Code{' '}
          <code>
            <Said text={blocker.code} />
          </code>
        </p>
      </details>
    </article>
  );
}

function clearerText({ kind, name }: BlockerDocument['who_can_clear'][number]): string {
  switch (kind) {
    case 'level':
      return `any ${name}`;
    case 'anyone':
      return 'anyone but those who made it';
    case 'author':
      return 'its author';
    case 'nobody':
      return 'nobody: the change itself has to become another one';
    case 'team':
    case 'person':
      return name;
  }
}

/** What is already there: it says why a rule is content. */
function Satisfied({ report: { decision } }: { readonly report: ChangeReport }) {
  if (decision === null) return null;
  return (
    <details id="evidence" tabIndex={-1}>
      <summary>
        Evidence and rules: {decision.evidence.length} found, {decision.rules.length} rules asked
      </summary>
      <ul class="plain-list">
        {decision.evidence.map(({ kind, text }) => (
          <li key={`${kind}${text}`}>
            <span class="chip">{kind}</span> <Said text={text} />
          </li>
        ))}
      </ul>
      <table class="small-table">
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Mode</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {decision.rules.map(({ rule, mode, outcome }) => (
            <tr key={rule}>
              <td>
                <Said text={rule} />
              </td>
              <td>{MODE[mode]}</td>
              <td>{outcome.replaceAll('-', ' ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="soft">
        Judged <When at={decision.decided_at} /> by{' '}
        <code>
          <Said text={decision.policy.source} />
        </code>
        {decision.policy.edited_by_change ? ', the policy of the base, because this change edits it' : ''}.
      </p>
    </details>
  );
}
