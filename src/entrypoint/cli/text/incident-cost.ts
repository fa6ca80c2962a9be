import type { ExpectedLoss } from '../../../contract/index.ts';

/** What a change may cost, with its formula, and what a canary cannot see. */
export function expectedLossText({ flow, currency, loss, unknown, canary }: ExpectedLoss): string {
  const lines =
    loss === null
      ? [`Not known for ${flow}: ${unknown}.`]
      : [
          `${flow}: ${[loss.p10, loss.p50, loss.p90].map(count).join(' / ')} ${currency} expected for one such change (P10 / P50 / P90)`,
          `  = ${loss.formula}`,
          ...loss.inputs.map(
            ({ name, low, high, from }) => `    ${name}: ${low === high ? low : `${low} to ${high}`} (${from})`,
          ),
        ];
  if (canary !== null) {
    const { conversion, sessions, smallest_drop: drop } = canary;
    const of = `a canary of ${count(sessions)} sessions at a conversion of ${percent(conversion)}`;
    lines.push(
      '',
      drop === null
        ? `Not even a drop to nothing could be seen by ${of}.`
        : `Drops of less than ${percent(drop)} of the conversion pass ${of} unseen (two-sided 5 %, seen in four of five cases).`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}
