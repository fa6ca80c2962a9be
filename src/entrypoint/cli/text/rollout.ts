import type { RolloutList, RolloutPlanReport, RolloutReport } from '../../../contract/index.ts';

/** All rollouts as lines, then the plans. */
export function rolloutListText({ rollouts, plans, unread }: RolloutList): string {
  const lines = rollouts.length === 0 ? ['Nothing is or was rolled out.'] : [];
  for (const { id, state, service, environment, text } of rollouts) {
    lines.push(`${id}  ${state.toUpperCase()}  ${service} in ${environment}`, `  ${text}`);
  }
  if (plans.length > 0) lines.push('', 'Plans:');
  for (const { name, repository, service, stages, engines, learnt } of plans) {
    const missing = engines.filter(({ configured }) => !configured).map(({ kind }) => kind);
    lines.push(`  ${name}  ${service}  ${stages.map(({ percent }) => `${percent} %`).join(', ')}  (${repository})`);
    lines.push(...learnt.map(({ metric, text }) => `    ${metric} by itself: ${text}`));
    if (missing.length > 0) lines.push(`    this server has no engine: ${missing.join(', ')}`);
  }
  lines.push(...unread.map((each) => `not read: ${each}`));
  return `${lines.join('\n')}\n`;
}

/** One rollout: where it stands, the stage bar, and each metric. */
export function rolloutText(report: RolloutReport): string {
  const { id, state, service, environment, stages, metrics, order, paused, brakes, safety, change } = report;
  const bar = stages
    .map(
      ({ name, percent, state: at }) =>
        `${at === 'current' ? '[' : ''}${name} ${percent} %${at === 'current' ? ']' : ''}`,
    )
    .join(' > ');
  return `${[
    `${id}  ${state.toUpperCase()}  ${service} in ${environment}${change === null ? '' : `  ${change}`}`,
    `  ${report.text}`,
    `  ${bar}`,
    ...metrics.map(
      ({ metric, part, critical, text }) =>
        `  ${metric}${part === null ? '' : ` ${part}`}${critical ? '' : ' (beside)'}: ${text}`,
    ),
    ...(report.end === null ? report.learnt.map(({ metric, text }) => `  ${metric} by itself: ${text}`) : []),
    ...report.beside.map(({ rollout, text }) => `  beside ${rollout}: ${text}`),
    ...(order?.trouble == null ? [] : [`  ${order.target} has something against it: ${order.trouble}`]),
    ...(paused === null ? [] : [`  paused by ${paused.by.name} at ${paused.at}`]),
    ...(brakes.length === 0 ? [] : [`  nothing goes forward: ${brakes.join(', ')}`]),
    ...(safety.answer === 'safe' || report.end !== null ? [] : [`  going back: ${safety.text}`]),
  ].join('\n')}\n`;
}

/** How long a plan will take. */
export function rolloutPlanText({
  plan,
  service,
  stages,
  blind,
  demand,
  traffic_per_minute: traffic,
}: RolloutPlanReport): string {
  return `${[
    `Plan ${plan} of the service ${service}, with ${traffic} a minute in all, ruling out ${demand.ratio_limit}x:`,
    ...stages.map(({ text }) => `  ${text}`),
    ...(blind.length === 0 ? [] : ['', 'What cannot be seen:', ...blind.map((each) => `  ${each}`)]),
  ].join('\n')}\n`;
}
