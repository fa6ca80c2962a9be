import type {
  IncidentAnswer,
  IncidentImport,
  IncidentList,
  IncidentReport,
  IncidentRow,
} from '../../../contract/index.ts';

/** Lines of the timeline that are shown, the nearest first. */
const SHOWN_LINES = 40;

/** The ledger as lines. */
export function incidentListText({ incidents, left, overdue }: IncidentList): string {
  const lines = incidents.length === 0 ? ['No incident is known.'] : incidents.flatMap(rowLines);
  if (left > 0) lines.push('', `${left} more, older ones.`);
  if (overdue.length > 0) {
    lines.push('', 'Overdue:');
    lines.push(
      ...overdue.map(
        ({ incident, action, text, owner, due }) =>
          `  ${incident} ${action}  ${owner}, due ${due.slice(0, 10)}: ${text}`,
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** One incident, whole. */
export function incidentText(report: IncidentReport): string {
  const { started_at: started, detected_at: detected, mitigated_at: mitigated, closed_at: closed } = report;
  return `${[
    ...rowLines(report),
    '',
    `Began ${started ?? 'not known'}; detected ${detected ?? 'not known'} (${report.detection.source}); mitigated ${mitigated ?? 'not yet'}; closed ${closed ?? 'not yet'}`,
    `Trigger: ${report.trigger.text}`,
    `Root cause: ${report.root_cause.text}`,
    `Part of AI: ${report.ai_role.text}`,
    `Which change: ${report.cause.text}`,
    ...impactLines(report),
    ...costLines(report),
    ...sayingLines(report),
    ...actionLines(report),
    ...timelineLines(report),
  ].join('\n')}\n`;
}

/** Who says what of an incident. */
export function disputeText(report: IncidentReport): string {
  const verdicts = [
    `Trigger: ${report.trigger.text}`,
    `Root cause: ${report.root_cause.text}`,
    `Part of AI: ${report.ai_role.text}`,
  ];
  const said = report.claims.length === 0 ? ['Nobody says anything.'] : sayingLines(report);
  return `${[...rowLines(report), '', ...verdicts, ...said].join('\n')}\n`;
}

/** What became of something that was told. */
export function incidentAnswerText({ text, incident }: IncidentAnswer): string {
  return `${[text, ...rowLines(incident)].join('\n')}\n`;
}

/** What became of an imported file. */
export function incidentImportText({ opened, known }: IncidentImport): string {
  const lines = [
    ...opened.map(({ incident, key, title }) => `${incident}  ${key}: ${title}`),
    ...known.map(({ incident, key }) => `${incident}  ${key}: known already, nothing was changed`),
  ];
  return `${lines.join('\n')}\n`;
}

function rowLines(row: IncidentRow): string[] {
  const { id, severity, stage, ending, title, scope, minutes, disputes, actions } = row;
  const where = [...scope.flows, ...scope.services].join(', ') || 'nothing named';
  const hurt = minutes.hurt === null ? '' : `; ${minutes.hurt} min of harm`;
  const open =
    actions.open === 0
      ? ''
      : `; ${actions.open} actions open${actions.overdue === 0 ? '' : `, ${actions.overdue} overdue`}`;
  return [
    `${id}  Sev-${severity}  ${(ending ?? stage).toUpperCase()}  ${title}`,
    `  ${where}${hurt}${open}${disputes.length === 0 ? '' : `; disputed: ${disputes.join(', ')}`}`,
  ];
}

function impactLines({ impact, impact_statements: statements }: IncidentReport): string[] {
  if (impact.length === 0) return [];
  const said = (ids: readonly string[]): string =>
    statements
      .filter(({ id }) => ids.includes(id))
      .map(({ id, party }) => `${id} ${party}`)
      .join('; ');
  return [
    '',
    'Harm:',
    ...impact.map(({ measure, flow, currency, range, basis, from }) => {
      const of = flow === null ? '' : ` in ${flow}`;
      return `  ${measure}${of}: ${rangeText(range)}${currency === null ? '' : ` ${currency}`} (${basis}; ${said(from)})`;
    }),
  ];
}

function costLines({ loss, loss_unknown: unknown }: IncidentReport): string[] {
  if (loss.length === 0 && unknown === null) return [];
  return [
    '',
    'Cost:',
    ...loss.flatMap(({ flow, currency, p10, p50, p90, formula, inputs }) => [
      `  ${flow}: ${[p10, p50, p90].map(money).join(' / ')} ${currency} (P10 / P50 / P90)`,
      `    = ${formula}`,
      ...inputs.map(({ name, low, high, from }) => `      ${name}: ${rangeText({ low, high })} (${from})`),
    ]),
    ...(unknown === null ? [] : [`  not known: ${unknown}`]),
  ];
}

function sayingLines({ claims }: IncidentReport): string[] {
  if (claims.length === 0) return [];
  return [
    '',
    'Who says what:',
    ...claims.flatMap(({ id, subject, value, stance, evidence, party, text, source, said_at: at, withdrawn }) => [
      `  ${id}  ${party} ${stance} ${subject} = ${value} (${evidence}${at === null ? '' : `, ${at.slice(0, 10)}`})${withdrawn === null ? '' : `  TAKEN BACK: ${withdrawn.why}`}`,
      `      ${text}${source === null ? '' : ` [${source}]`}`,
    ]),
  ];
}

function actionLines({ action_list: actions }: IncidentReport): string[] {
  if (actions.length === 0) return [];
  return [
    '',
    'Actions:',
    ...actions.map(({ id, kind, text, owner, due, state, overdue, note }) => {
      const word = overdue ? 'OVERDUE' : state;
      return `  ${id}  ${kind}  ${word}  ${owner}, due ${due.slice(0, 10)}: ${text}${note === null ? '' : ` (${note})`}`;
    }),
  ];
}

function timelineLines({ timeline: { lines, left, whole } }: IncidentReport): string[] {
  const near = lines.filter((line) => line.near);
  const shown = (lines.length <= SHOWN_LINES ? lines : near).slice(-SHOWN_LINES);
  const rest = left + lines.length - shown.length;
  return [
    '',
    'Timeline:',
    ...shown.map(
      ({ at, kind, text, position }) => `  ${at.slice(0, 16)}Z  ${kind.padEnd(10)} ${text}  [log:${position}]`,
    ),
    ...(rest === 0 ? [] : [`  and ${rest} more`]),
    ...(whole ? [] : ['  The window holds more events than were read.']),
  ];
}

function rangeText({ low, high }: { readonly low: number; readonly high: number }): string {
  return low === high ? money(low) : `${money(low)} to ${money(high)}`;
}

function money(value: number): string {
  return value >= 1_000 ? Math.round(value).toLocaleString('en-GB') : String(Math.round(value * 1_000) / 1_000);
}
