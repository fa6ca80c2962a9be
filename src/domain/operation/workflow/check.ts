import type { FilePath } from '../../change/index.ts';
import type { PipelinePair, WorkflowFinding } from './finding.ts';
import type { Check, Job, Pipeline } from './pipeline.ts';

/** Checks that a change takes out, switches off or makes toothless. */
export function checkFindings(files: readonly PipelinePair[]): readonly WorkflowFinding[] {
  const everywhere = new Set(files.flatMap(({ after }) => (after === null ? [] : [...checksOf(after)])));
  return files.flatMap(({ pair, before, after }) => {
    // A side that exists and could not be read is reported as unread, and says nothing here.
    if (before === null || (after === null && pair.after !== null)) return [];
    return [
      ...removedChecks(pair.path, before, { after, everywhere }),
      ...(after === null ? [] : weakened(pair.path, before, after)),
      ...(after === null ? [] : triggers(pair.path, before, after)),
    ];
  });
}

function checksOf(pipeline: Pipeline): ReadonlySet<Check> {
  return new Set(pipeline.jobs.flatMap((job) => [...checksOfJob(job)]));
}

function checksOfJob(job: Job): ReadonlySet<Check> {
  return new Set(job.steps.filter((step) => !step.isOff).flatMap((step) => [...step.checks]));
}

function removedChecks(
  path: FilePath,
  before: Pipeline,
  now: { readonly after: Pipeline | null; readonly everywhere: ReadonlySet<Check> },
): readonly WorkflowFinding[] {
  const gone = [...checksOf(before)].filter((check) => !(now.after !== null && checksOf(now.after).has(check)));
  if (gone.length > 0) {
    // Another pipeline of the change that does the same may stand in for it.
    const certainty = gone.some((check) => !now.everywhere.has(check)) ? 'certain' : 'possible';
    return [
      {
        rule: 'removed-check',
        path,
        line: null,
        object: gone.join(', '),
        what: `no longer runs ${gone.join(', ')}`,
        certainty,
      },
    ];
  }
  if (now.after === null) return [];
  const jobs = new Map(now.after.jobs.map((job) => [job.name, job]));
  const come = now.after.jobs.filter((job) => !before.jobs.some((old) => old.name === job.name));
  const replaced = new Set(come.flatMap((job) => [...checksOfJob(job)]));
  return before.jobs.flatMap((job) => {
    const left = jobs.get(job.name);
    const checks = left === undefined ? new Set<Check>() : checksOfJob(left);
    const lost = [...checksOfJob(job)].filter((check) => !checks.has(check) && !replaced.has(check));
    if (lost.length === 0) return [];
    const what = `job ${job.name} no longer runs ${lost.join(', ')}; another job still does`;
    return [
      {
        rule: 'removed-check' as const,
        path,
        line: left?.node.line ?? null,
        object: job.name,
        what,
        certainty: 'possible' as const,
      },
    ];
  });
}

function weakened(path: FilePath, before: Pipeline, after: Pipeline): readonly WorkflowFinding[] {
  const known = new Map(before.jobs.map((job) => [job.name, job]));
  return after.jobs.flatMap((job) => {
    const old = known.get(job.name);
    if (old === undefined) return [];
    const findings: WorkflowFinding[] = [];
    const add = (rule: 'ignored-failure' | 'disabled', object: string, line: number | null): void => {
      const what = rule === 'disabled' ? `switches ${object} off` : `lets ${object} fail without stopping anything`;
      findings.push({ rule, path, line, object, what });
    };
    if (job.isOff && !old.isOff) add('disabled', `job ${job.name}`, job.node.line);
    if (job.ignoresFailure && !old.ignoresFailure) add('ignored-failure', `job ${job.name}`, job.node.line);
    const steps = new Map(old.steps.map((step) => [step.name, step]));
    for (const step of job.steps) {
      const was = steps.get(step.name);
      if (step.isOff && was !== undefined && !was.isOff)
        add('disabled', `step ${step.name} of ${job.name}`, step.node.line);
      const ignoredBefore = was?.ignoresFailure ?? false;
      if (step.ignoresFailure && !ignoredBefore && step.checks.size > 0)
        add('ignored-failure', `step ${step.name} of ${job.name}`, step.node.line);
    }
    return findings;
  });
}

function triggers(path: FilePath, before: Pipeline, after: Pipeline): readonly WorkflowFinding[] {
  if (checksOf(before).size === 0 || checksOf(after).size === 0) return [];
  const proposing = ['pull_request', 'pull_request_target', 'merge_group'];
  const had = proposing.some((name) => before.triggers.has(name));
  if (!had || proposing.some((name) => after.triggers.has(name))) return [];
  const what = 'no longer runs for pull requests';
  return [{ rule: 'trigger-removed', path, line: null, object: 'pull_request', what }];
}
