import { Command, CommanderError, Help } from 'commander';
import { addAlarms } from './command/alarms.ts';
import { addAttribute } from './command/attribute.ts';
import { addBlast } from './command/blast.ts';
import { addBrake } from './command/brake.ts';
import { addCheck } from './command/check.ts';
import type { CommandContext } from './command/context.ts';
import { addDemo } from './command/demo.ts';
import { addDetect } from './command/detect.ts';
import { addExplain } from './command/explain.ts';
import { addExposure } from './command/exposure.ts';
import { addFlags } from './command/flags.ts';
import { addFlaky } from './command/flaky.ts';
import { addIncident } from './command/incident.ts';
import { addIncidentExpect } from './command/incident-cost.ts';
import { addIncidentRules } from './command/incident-rule.ts';
import { addInit } from './command/init.ts';
import { addLog } from './command/log.ts';
import { addLogin } from './command/login.ts';
import { addMetrics } from './command/metrics.ts';
import { addPlumbing } from './command/plumbing.ts';
import { addPolicy } from './command/policy.ts';
import { addProvenance } from './command/provenance.ts';
import { addQueue } from './command/queue.ts';
import { addRecall } from './command/recall.ts';
import { addReplay } from './command/replay.ts';
import { addReview } from './command/review.ts';
import { addRisk } from './command/risk.ts';
import { addRollout } from './command/rollout.ts';
import { addScan } from './command/scan.ts';
import { addServe } from './command/serve.ts';
import { addSignoff } from './command/signoff.ts';
import { addSubmit } from './command/submit.ts';
import { addWeekly } from './command/weekly.ts';
import { collect } from './option.ts';

const EXAMPLES = `Examples:
  $ firebreak                                 what changed here lately, and what a gate would have done
  $ firebreak check                           the verdict on the current branch
  $ firebreak explain                         why, and what would change it
  $ firebreak replay --open                   your own history as a picture, with the policy as a handle
  $ firebreak init                            three questions, then firebreak.yaml
`;

/** The help's groups, in the order of a first day. */
const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ['Look', ['scan', 'provenance', 'risk', 'blast', 'exposure', 'replay', 'review', 'metrics', 'weekly', 'detect']],
  ['Gate', ['check', 'explain', 'signoff', 'submit', 'queue', 'rollout', 'brake', 'flags', 'flaky', 'policy', 'log']],
  ['Learn', ['incident', 'attribute', 'recall']],
  ['Run', ['demo', 'serve', 'login', 'logout', 'init', 'doctor', 'schema', 'completion']],
];

/** Assembles the command line; Commander's own failures surface as CommanderError (see `run.ts`). */
export function makeProgram(context: CommandContext, version: string): Command {
  const program = new Command('firebreak');
  program
    .version(version, '-V, --version')
    .option('-C, --repository <path>', 'repository: any folder inside it, or a bare one (the current directory)')
    .option('--policy <file>', 'judge by this policy file instead of the one of the base')
    .option('--format <name[=file]>', 'output format, repeatable: text, json, ...', collect)
    .option('--json', 'the document on stdout')
    .option('--no-color', 'no colours')
    .option('--no-input', 'never ask')
    .configureOutput({
      writeOut: (text) => void context.io.writeOut(text),
      writeErr: (text) => context.io.writeErr(text),
      // What is wrong is said once, as every failure is (see `run.ts`).
      outputError: () => {},
    })
    .configureHelp({
      showGlobalOptions: true,
      // Its own help says what the list of its noun says of it.
      commandDescription: (command) => command.description() || command.summary(),
      formatHelp: (command, helper) => groupedHelp(command, helper),
    })
    .exitOverride();
  addScan(program, context);
  addProvenance(program, context);
  addReplay(program, context);
  addCheck(program, context);
  addExplain(program, context);
  addRisk(program, context);
  addBlast(program, context);
  addExposure(program, context);
  addDetect(program, context);
  addAttribute(program, context);
  addMetrics(program, context);
  addWeekly(program, context);
  addFlags(program, context);
  addFlaky(program, context);
  addPolicy(program, context);
  addReview(program, context);
  addLog(program, context);
  addServe(program, context);
  addLogin(program, context);
  addSignoff(program, context);
  addSubmit(program, context);
  addQueue(program, context);
  addBrake(program, context);
  addAlarms(program, context);
  addRollout(program, context);
  const incident = addIncident(program, context);
  addIncidentRules(incident, context);
  addIncidentExpect(incident, context);
  addRecall(program, context);
  addDemo(program, context);
  addInit(program, context);
  addPlumbing(program, context);
  return program;
}

export { CommanderError };

function groupedHelp(command: Command, helper: Help): string {
  if (command.parent !== null) return Help.prototype.formatHelp.call(helper, command, helper);
  const width = Math.max(...command.commands.map((sub) => sub.name().length));
  const groups = GROUPS.map(([title, names]) => {
    const rows = names.map((name) => {
      const sub = command.commands.find((candidate) => candidate.name() === name);
      return `  ${name.padEnd(width)}  ${sub?.summary() ?? ''}`;
    });
    return `${title}:\n${rows.join('\n')}\n`;
  });
  const options = helper
    .visibleOptions(command)
    .map((option) => `  ${helper.optionTerm(option).padEnd(26)}  ${helper.optionDescription(option)}`);
  return [
    'Firebreak: which changes are AI-assisted, how far they reach, and what they need before they land.\n',
    EXAMPLES,
    ...groups,
    `Options:\n${options.join('\n')}\n`,
    'Exit codes: 0 allowed, 1 blocked, 2 could not run, 3 held, 4 sign-in, 5 unreachable, 130 interrupted.\n',
  ].join('\n');
}
