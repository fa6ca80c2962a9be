import type { WriteReport } from '../contract/index.ts';
import type { PlannedWrite } from '../control/index.ts';
import type { RecordRequest } from './firebreak.ts';

/** Applies a planned record where the request says so, and tells what it is. */
export async function recordReportOf(planned: PlannedWrite, request: RecordRequest): Promise<WriteReport> {
  if (request.write) await planned.apply();
  const note = request.form === 'note';
  return {
    schema: 'firebreak.write/v1',
    written: request.write,
    files: [
      {
        path: note ? 'refs/notes/ai of HEAD' : 'the message of HEAD',
        action: note ? 'note' : 'amend',
        content: planned.text,
      },
    ],
    notes: [`the command is: ${planned.argv.join(' ')}`],
    undo: note ? ['git', 'notes', '--ref', 'ai', 'remove', 'HEAD'] : ['git', 'reset', '--soft', 'HEAD@{1}'],
    next_step: request.write
      ? { text: 'what is read back', argv: ['firebreak', 'provenance', 'show', 'HEAD'] }
      : {
          text: 'do it',
          argv: [
            'firebreak',
            'provenance',
            'record',
            '--tool',
            request.tool,
            ...(request.model === null ? [] : ['--model', request.model]),
            ...(request.session === null ? [] : ['--session', request.session]),
            ...(note ? ['--note'] : []),
            '--write',
          ],
        },
  };
}
