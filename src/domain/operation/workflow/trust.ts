import type { FilePath } from '../../change/index.ts';
import { textAt } from '../document/node.ts';
import type { WorkflowFinding } from './finding.ts';
import type { Job, Pipeline, Step } from './pipeline.ts';

/** Triggers that a stranger can cause and that run with the rights of the base repository. */
const PRIVILEGED = ['pull_request_target', 'workflow_run', 'issue_comment', 'issues'];
const HEAD_REF = /github\.event\.pull_request\.head|github\.head_ref|github\.event\.workflow_run\.head|refs\/pull\//;
/** Fields of an event that whoever causes it writes (GitHub, "Security hardening", untrusted input). */
const UNTRUSTED =
  /\$\{\{[^}]{0,200}github\.(?:head_ref\b|event\.(?:issue\.(?:title|body)|pull_request\.(?:title|body|head\.(?:ref|label))|(?:comment|review|review_comment)\.body|discussion\.(?:title|body)|workflow_run\.(?:head_branch|display_title)|(?:workflow_run\.)?(?:head_commit|commits|pages)\b[^}]{0,80}(?:message|email|name))\b)/;
const SECRET = /\$\{\{[^}]{0,200}\bsecrets\.(?!GITHUB_TOKEN\b)([A-Za-z_]\w{0,100})/g;
/** Owners whose tags only the forge itself moves. */
const FORGE = /^(?:actions|github)\//;

/** Rights, secrets and machines that a pipeline has after a change and had not before; `before` is `null` for a new one. */
export function trustFindings(path: FilePath, before: Pipeline | null, after: Pipeline): readonly WorkflowFinding[] {
  const known = new Set(before === null ? [] : risksOf(path, before, false).map(keyOf));
  const risks = risksOf(path, after, before === null).filter(
    (finding) => !known.has(keyOf(finding)) && !(finding.rule === 'permissions' && wasUnstated(before, finding)),
  );
  return [...risks, ...(before === null ? [] : lostGuards(path, before, after)), ...unpinned(path, before, after)];
}

/** Stating rights where the repository's default held before narrows them, unless it states all of them. */
function wasUnstated(before: Pipeline | null, { object, what }: WorkflowFinding): boolean {
  if (before === null || before.statesPermissions || object === 'write-all') return false;
  return !before.jobs.some((job) => job.statesPermissions && what.endsWith(` to ${job.name}`));
}

function keyOf(finding: WorkflowFinding): string {
  return `${finding.rule} ${finding.what}`;
}

function risksOf(path: FilePath, pipeline: Pipeline, isNew: boolean): readonly WorkflowFinding[] {
  const privileged = PRIVILEGED.filter((name) => pipeline.triggers.has(name));
  const findings: WorkflowFinding[] = [...grants(path, pipeline, isNew && privileged.length === 0)];
  for (const job of pipeline.jobs) {
    if (job.isSelfHosted && (pipeline.triggers.has('pull_request') || privileged.length > 0)) {
      findings.push({
        rule: 'self-hosted',
        path,
        line: job.node.line,
        object: job.name,
        what: `runs pull requests on self-hosted machines in ${job.name}`,
      });
    }
    for (const step of job.steps) findings.push(...stepRisks(path, { job, step, privileged }));
  }
  return findings;
}

/** Rights to write; of a new pipeline only the widest, as its author states what it needs. */
function grants(path: FilePath, pipeline: Pipeline, onlyWidest: boolean): readonly WorkflowFinding[] {
  const all = [
    ...pipeline.grants.map((grant) => ({ grant, where: 'the whole workflow', line: pipeline.node.line })),
    ...pipeline.jobs.flatMap((job) => job.grants.map((grant) => ({ grant, where: job.name, line: job.node.line }))),
  ];
  return all
    .filter(({ grant }) => !onlyWidest || grant === 'write-all')
    .map(({ grant, where, line }) => ({
      rule: 'permissions',
      path,
      line,
      object: grant,
      what: `gives ${grant} to ${where}`,
    }));
}

function stepRisks(
  path: FilePath,
  { job, step, privileged }: { readonly job: Job; readonly step: Step; readonly privileged: readonly string[] },
): readonly WorkflowFinding[] {
  const findings: WorkflowFinding[] = [];
  const line = step.node.line;
  const object = `${job.name} / ${step.name}`;
  const ref = textAt(step.node, 'with', 'ref') ?? '';
  const checksOut = step.uses?.startsWith('actions/checkout') === true && HEAD_REF.test(ref);
  const fetches = /\bgit (?:fetch|checkout|pull)\b|\bgh pr checkout\b/.test(step.run) && HEAD_REF.test(step.run);
  if (privileged.length > 0 && (checksOut || fetches || /\bgh pr checkout\b/.test(step.run))) {
    findings.push({
      rule: 'untrusted-checkout',
      path,
      line,
      object,
      what: `checks out the head of a pull request under ${privileged.join(', ')}`,
    });
  }
  if (UNTRUSTED.test(step.run.slice(0, 20_000))) {
    findings.push({
      rule: 'script-injection',
      path,
      line,
      object,
      what: `puts text of an event into the script of ${object}`,
    });
  }
  if (privileged.includes('pull_request_target')) findings.push(...secretRisks(path, { job, step, object }));
  return findings;
}

function secretRisks(
  path: FilePath,
  { job, step, object }: { readonly job: Job; readonly step: Step; readonly object: string },
): readonly WorkflowFinding[] {
  const texts = [step.run, ...scalarsOf(step, 'env'), ...scalarsOf(step, 'with'), ...scalarsOf(step, 'secrets')];
  const names = new Set(
    texts.flatMap((text) => [...text.slice(0, 20_000).matchAll(SECRET)].map(([, name = '']) => name)),
  );
  if (textAt(job.node, 'secrets') === 'inherit') names.add('every secret');
  return [...names].map((name) => ({
    rule: 'secret-to-fork',
    path,
    line: step.node.line,
    object,
    what: `gives ${name} to ${object} under pull_request_target`,
  }));
}

function scalarsOf(step: Step, key: string): readonly string[] {
  const map = step.node.kind === 'map' ? step.node.entries.get(key) : undefined;
  if (map?.kind !== 'map') return [];
  return [...map.entries.values()].flatMap((value) => (value.kind === 'scalar' ? [value.text] : []));
}

function lostGuards(path: FilePath, before: Pipeline, after: Pipeline): readonly WorkflowFinding[] {
  const findings: WorkflowFinding[] = [];
  if (before.statesPermissions && !after.statesPermissions) {
    findings.push({
      rule: 'permissions-default',
      path,
      line: 1,
      object: 'permissions',
      what: 'no longer states the rights of the workflow',
    });
  }
  const known = new Map(before.jobs.map((job) => [job.name, job]));
  for (const job of after.jobs) {
    const was = known.get(job.name)?.environment ?? null;
    if (was !== null && job.environment === null) {
      findings.push({
        rule: 'environment-removed',
        path,
        line: job.node.line,
        object: job.name,
        what: `takes ${job.name} out of environment ${was}`,
      });
    }
  }
  return findings;
}

/** Actions of others that are no longer, or not, named by a commit id. */
function unpinned(path: FilePath, before: Pipeline | null, after: Pipeline): readonly WorkflowFinding[] {
  const old = new Map((before === null ? [] : actionsOf(before)).map(({ name, ref }) => [name, ref]));
  return actionsOf(after).flatMap(({ name, ref, step }) => {
    const was = old.get(name);
    if (isPinned(ref) || FORGE.test(name) || was === ref) return [];
    const lostPin = was !== undefined && isPinned(was);
    const isBranch = /^(?:main|master|develop|dev|HEAD|latest|trunk|edge)$/.test(ref);
    if (!lostPin && !isBranch) return [];
    const what = lostPin ? `names ${name} by ${ref} instead of a commit` : `names ${name} by the branch ${ref}`;
    return [{ rule: 'unpinned-action' as const, path, line: step.node.line, object: `${name}@${ref}`, what }];
  });
}

function actionsOf(
  pipeline: Pipeline,
): readonly { readonly name: string; readonly ref: string; readonly step: Step }[] {
  return pipeline.jobs.flatMap((job) =>
    job.steps.flatMap((step) => {
      const [name = '', ref] = (step.uses ?? '').split('@');
      return ref === undefined || name.startsWith('./') || name.startsWith('docker:') ? [] : [{ name, ref, step }];
    }),
  );
}

function isPinned(ref: string): boolean {
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(ref);
}
