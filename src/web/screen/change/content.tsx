import type { ChangeReport, DecisionDocument } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { plural } from '../../text/number.ts';

const REVERSIBLE: Readonly<Record<NonNullable<DecisionDocument['operations']>['reversible'], string>> = {
  yes: 'It can be undone.',
  'with-conditions': 'It can be undone, with conditions.',
  no: 'It cannot be undone by putting the old code back.',
  unknown: 'Whether it can be undone is not known.',
};

interface ContentProps {
  readonly decision: DecisionDocument;
  readonly revision: ChangeReport['revision'];
}

/** What its content does when it runs, and what scanners say of it. */
export function Content({ decision: { operations, scanner, change }, revision }: ContentProps) {
  return (
    <section class="panel" aria-labelledby="content-heading">
      <h2 id="content-heading">What it does</h2>
      <p class="soft">
        {plural(change.files, 'file')}
        {change.added_lines === null ? '' : `, +${change.added_lines} −${change.deleted_lines ?? 0} lines`}
        {revision.head_branch === null ? null : (
          <>
            ,{' '}
            <code>
              <Said text={revision.head_branch} />
            </code>{' '}
            into{' '}
            <code>
              <Said text={revision.base_branch ?? 'unknown'} />
            </code>
          </>
        )}
      </p>
      {operations === null ? (
        <p class="soft">Its content was not read for operations.</p>
      ) : (
        <>
          <p>
            <strong>{REVERSIBLE[operations.reversible]}</strong> <Said text={operations.next_step} />
          </p>
          <ul class="plain-list">
            {operations.found.slice(0, 10).map((one) => (
              <li key={`${one.rule}${one.path}${one.line}${one.what}`}>
                <Said text={one.what} /> <span class="soft">({one.certainty})</span>
                <br />
                <code>
                  <Said text={one.line === null ? one.path : `${one.path}:${one.line}`} />
                </code>
                <p class="soft">
                  Safer: <Said text={one.safer} />
                </p>
              </li>
            ))}
          </ul>
          {operations.count > Math.min(10, operations.found.length) ? (
            <p class="soft">and {operations.count - Math.min(10, operations.found.length)} more</p>
          ) : null}
          {operations.unread.map(({ path, message }) => (
            <p key={path} class="warning">
              Not read: <Said text={path} />, <Said text={message} />
            </p>
          ))}
        </>
      )}
      {scanner === null ? null : (
        <details open={scanner.on_changed_lines > 0}>
          <summary>Scanners: {plural(scanner.on_changed_lines, 'finding')} on changed lines</summary>
          <ul class="plain-list">
            {scanner.findings.slice(0, 10).map((one) => (
              <li key={`${one.tool}${one.rule}${one.path}${one.line}`}>
                <span class="chip">{one.level}</span> <Said text={one.message} />{' '}
                <code>
                  <Said text={`${one.path}${one.line === null ? '' : `:${one.line}`}`} />
                </code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
