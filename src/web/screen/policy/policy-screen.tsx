import type { PolicyReport } from '../../../contract/index.ts';
import { Screen } from '../../part/screen.tsx';
import { useDocument } from '../../read/use-document.ts';
import { plural, workText } from '../../text/number.ts';
import { Proof } from './proof.tsx';
import { RecordTable } from './record-table.tsx';
import { Repositories } from './repositories.tsx';
import { RuleTable } from './rule-table.tsx';

/** What do the rules do here, and can it be proved? */
export function PolicyScreen() {
  const reading = useDocument<PolicyReport>('/api/v1/policy');
  return (
    <Screen title="Policy & proof" reading={reading} lede={lede}>
      {(report) => (
        <>
          <RuleTable rules={report.rules} />
          <div class="halves">
            <Proof proof={report.proof} />
            <Repositories repositories={report.repositories} />
          </div>
          <RecordTable record={report.record} />
        </>
      )}
    </Screen>
  );
}

function lede({ rules, proof }: PolicyReport): string {
  const minutes = rules.reduce((sum, rule) => sum + rule.senior_minutes, 0);
  const holding = rules.reduce((sum, rule) => sum + rule.holding, 0);
  const waiting = proof.events - proof.sealed;
  const seal = waiting <= 0 ? 'everything recorded is sealed' : `${plural(waiting, 'event')} not sealed yet`;
  return `${plural(rules.length, 'rule')}, holding ${plural(holding, 'time')} and asking for ${workText(minutes)} of senior time; ${seal}.`;
}
