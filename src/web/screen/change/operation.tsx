import type { ChangeReport } from '../../../contract/index.ts';
import { Command } from '../../part/copy.tsx';
import { Said } from '../../part/said.tsx';
import { plural } from '../../text/number.ts';
import { visibleText } from '../../text/visible.ts';

/** Longer texts scroll. */
const MOST_ROWS = 16;

/** Of what is no pull request: exactly what will be done, who asks for it, and how it is marked as done. */
export function Operation({ report: { operation, change } }: { readonly report: ChangeReport }) {
  if (operation === null) return null;
  const { content, paths, submitted_by, prompters, argv } = operation;
  return (
    <section class="panel" aria-labelledby="operation-heading">
      <h2 id="operation-heading">{change.state === 'landed' ? 'What was done' : 'What will be done'}</h2>
      {content === null ? (
        <p class="warning">Its text is not kept here: nobody can sign what nobody can read.</p>
      ) : (
        <textarea
          class="note"
          readOnly
          rows={Math.min(lineCount(content), MOST_ROWS)}
          wrap="off"
          spellcheck={false}
          aria-label="The text that sign-offs are bound to"
          value={content.split('\n').map(visibleText).join('\n')}
        />
      )}
      <dl class="pairs">
        <div>
          <dt>About</dt>
          <dd>{paths.length === 0 ? 'no path was named' : <Said text={paths.join(', ')} />}</dd>
        </div>
        <div>
          <dt>Submitted by</dt>
          <dd>
            <Said text={submitted_by.join(', ') || 'nobody that is known'} />
          </dd>
        </div>
        {prompters.length === 0 ? null : (
          <div>
            <dt>Directed by</dt>
            <dd>
              <Said text={prompters.join(', ')} />
            </dd>
          </div>
        )}
      </dl>
      {argv === null ? null : (
        <>
          <p class="next-step">
            <strong>Next:</strong> carry it out, then mark it as done; FILE holds this text, of{' '}
            {plural(lineCount(content), 'line')}.
          </p>
          <Command argv={argv} />
        </>
      )}
    </section>
  );
}

function lineCount(content: string | null): number {
  return (content ?? '').replace(/\n$/, '').split('\n').length;
}
