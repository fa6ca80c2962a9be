import type { ChangeReport } from '../../contract/index.ts';
import { type Actor, readOperationText, type ServerNode, type Submission, verdictOf } from '../../control/index.ts';
import { type Instant, printable } from '../../kernel/index.ts';

/** What the page of an operation shows beside what every change shows: its whole text above all, since that is what is signed. */
export async function operationPart(
  node: ServerNode,
  state: Submission,
  now: Instant,
): Promise<ChangeReport['operation']> {
  const { operation, revision } = state;
  if (operation === null) return null;
  const text = revision.contentDigest === null ? null : await readOperationText(node, revision.contentDigest);
  return {
    repository: printable(operation.repository),
    content: text === null ? null : text.content.split('\n').map(printable).join('\n'),
    paths: (text?.paths ?? []).map(printable),
    submitted_by: operation.makers.map(makerText),
    prompters: operation.prompters.map(printable),
    argv: mayBeDone(state, now) ? doneCommand(state, operation.repository, text?.paths ?? []) : null,
  };
}

function mayBeDone(state: Submission, now: Instant): boolean {
  return state.state === 'open' && verdictOf(state, now).verdict === 'allow';
}

/** `FILE` holds the text that was let pass: any other is another content, and refused. */
function doneCommand({ id, kind, title }: Submission, repository: string, paths: readonly string[]): string[] {
  const about = paths.flatMap((path) => ['--path', path]);
  const said = ['--in', repository, '--title', title, '--content', 'FILE', ...about, '--done'];
  return ['firebreak', 'submit', kind, id.replace(/^operation:/, ''), ...said];
}

function makerText({ personId, handle, isAutomated }: Actor): string {
  const name = printable(personId ?? handle ?? 'somebody unknown');
  return isAutomated ? `an agent of ${name}` : name;
}
