import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryOf } from '../../../../test/format/arbitrary.ts';
import { blockerOf, decisionOf } from '../../../../test/format/decision.ts';
import { readCommand } from '../../../../test/format/workflow-command.ts';
import { type DecisionDocument, decisionDocument } from '../../../contract/index.ts';
import { formatDecision, plain } from './index.ts';

const ALLOWED = ['error', 'warning', 'notice', 'debug', 'group', 'endgroup'];

function linesOf(...documents: DecisionDocument[]): string[] {
  return formatDecision({ format: 'github', documents, color: false, width: 80 }).split('\n').slice(0, -1);
}

describe('decision as workflow commands', () => {
  it('gives the runner exactly file, line, title and message', () => {
    const blocker = blockerOf({
      code: 'a:b,c=d',
      message: '100 % sure: yes, no',
      where: [{ path: 'src/a, b:c=%41.ts', line: 7 }],
      because: 'first\nsecond',
    });
    const [line = ''] = linesOf(decisionOf({ blockers: [blocker], unevaluable: [] }));
    const command = readCommand(line);
    expect(command?.name).toBe('warning');
    expect(command?.properties).toEqual({ file: 'src/a, b:c=%41.ts', line: '7', title: 'hold a:b,c=d' });
    expect(command?.data.split('\n').slice(0, 2)).toEqual(['100 % sure: yes, no.', 'First\\nsecond.']);
  });

  it('grades by mode and effect, and tells shadow rules to nobody', () => {
    const blockers = [
      blockerOf({ effect: 'block' }),
      blockerOf(),
      blockerOf({ mode: 'advise' }),
      blockerOf({ mode: 'shadow', effect: 'block' }),
    ];
    const names = linesOf(decisionOf({ blockers, unevaluable: [] })).map((line) => readCommand(line)?.name);
    expect(names).toEqual(['error', 'warning', 'notice', 'debug']);
  });

  it('round-trips any path and code, and gives no command but its own', () => {
    fc.assert(
      fc.property(arbitraryOf(decisionDocument), (document) => {
        const commands = linesOf(document).map(readCommand);
        expect(commands.every((command) => command !== null && ALLOWED.includes(command.name))).toBe(true);
        const told = document.blockers.filter(({ mode }) => mode !== 'shadow');
        // The runner trims what stands before the message.
        const titles = commands.map((command) => command?.properties['title']?.trim());
        for (const { effect, code } of told) expect(titles).toContain(plain(`${effect} ${code}`).trim());
        const files = commands.map((command) => command?.properties['file']?.trim());
        for (const { where } of told) if (where[0] !== undefined) expect(files).toContain(plain(where[0].path).trim());
      }),
      { numRuns: 150 },
    );
  });

  it('lists what exceeds ten of a level in the log instead of dropping it', () => {
    const blockers = Array.from({ length: 14 }, (_, index) =>
      blockerOf({ code: `rule-${index}`, message: '::error::no' }),
    );
    const lines = linesOf(decisionOf({ blockers, unevaluable: [] }));
    const commands = lines.map(readCommand);
    expect(commands.filter((command) => command?.name === 'warning')).toHaveLength(10);
    const inGroup = lines.slice(commands.findIndex((command) => command?.name === 'group') + 1, -1);
    expect(inGroup).toHaveLength(5);
    expect(inGroup.every((line) => readCommand(line) === null)).toBe(true);
    for (let index = 0; index < 14; index += 1) expect(lines.join('\n')).toContain(`rule-${index}`);
  });
});
