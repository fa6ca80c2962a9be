import type { ChangeReport } from '../../../contract/index.ts';
import { plural } from '../../text/number.ts';

/** Why the verdict is what it is, in one sentence. */
export function answerOf(report: ChangeReport): string {
  const { change, decision, current } = report;
  if (change.state === 'landed') return change.kind === 'proposal' ? 'It has landed.' : 'It was carried out.';
  if (change.state === 'closed')
    return change.kind === 'proposal' ? 'It was closed without landing.' : 'It was closed, not carried out.';
  if (decision === null) return 'It was not judged yet; the verdict shows here by itself.';
  if (!current) return 'A newer revision is being judged; what stands below is of the one before.';
  if (change.overridden) return 'An override lets it pass for now, although its reasons stand.';
  const enforced = decision.blockers.filter(({ mode }) => mode === 'enforce');
  const first = enforced[0];
  if (first !== undefined) {
    const rest = enforced.length - 1;
    return rest === 0 ? first.message : `${first.message} And ${plural(rest, 'more reason')}.`;
  }
  if (change.verdict === 'allow') {
    const other = decision.blockers.length;
    return other === 0
      ? 'No rule asks for anything more.'
      : `No enforced rule asks for anything more; ${plural(other, 'advice', 'pieces of advice')} below.`;
  }
  const missing = decision.unevaluable[0]?.missing[0];
  return missing === undefined ? decision.next_step.text : `Not known: ${missing.fact} (${missing.why}).`;
}
