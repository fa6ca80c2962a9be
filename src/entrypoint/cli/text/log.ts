import type { LogImport, LogProof, LogStatus, LogVerificationReport } from '../../../contract/index.ts';
import { plural, thousands } from '../format/index.ts';

/** What a log says of itself; the checkpoint stands last, so that it can be kept. */
export function logStatusText(status: LogStatus): string {
  const { events, sealed, key, decisions, checkpoint } = status;
  const lines = [
    `${plural(events, 'event')}, ${thousands(sealed)} sealed`,
    ...decisions.map(
      ({ decision, count, newest }) => `  ${decision.padEnd(8)} ${thousands(count)}, newest at ${newest}`,
    ),
    `key ${key}`,
    ...(checkpoint === null ? ['no checkpoint yet'] : ['', ...checkpoint.trimEnd().split('\n')]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Whether a log is whole, and where it is not. */
export function logVerificationText(report: LogVerificationReport): string {
  const { events, sealed, checkpoints, flaw, key } = report;
  if (flaw !== null) {
    const until = flaw.until === null || flaw.until === flaw.position ? '' : ` to ${flaw.until}`;
    return [
      `NOT WHOLE at position ${flaw.position}${until}: ${flaw.message} (${flaw.code})`,
      `  ${plural(events, 'event')} before it followed, ${plural(checkpoints, 'checkpoint')} verified`,
      '',
    ].join('\n');
  }
  const unsealed = events - sealed;
  return [
    `WHOLE: ${plural(events, 'event')}, ${plural(checkpoints, 'checkpoint')} verified`,
    ...(unsealed === 0 ? [] : [`  the newest ${plural(unsealed, 'event')} not sealed yet`]),
    `  by key ${key}`,
    '',
  ].join('\n');
}

/** One event and how it is proved. */
export function logProofText(proof: LogProof): string {
  return [
    `event ${proof.position}: ${proof.type} of ${proof.stream}, ${proof.at ?? 'no moment'}`,
    `  ${proof.digest}`,
    `  leaf ${proof.leaf_index} of ${proof.tree_size}, ${plural(proof.proof.length, 'step')} to the root:`,
    ...proof.proof.map((hash) => `  ${hash}`),
    '',
    ...proof.checkpoint.trimEnd().split('\n'),
    '',
  ].join('\n');
}

/** What was taken in. */
export function logImportText({ events, sealed, key }: LogImport): string {
  return `${plural(events, 'event')} imported, ${thousands(sealed)} sealed\n  by key ${key}\n`;
}
