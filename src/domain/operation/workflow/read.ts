import { classifyFile } from '../../change/index.ts';
import { addedLines } from '../added-line.ts';
import type { DocumentNode } from '../document/model.ts';
import type { FilePair, Operation } from '../model.ts';
import { operationsOf } from '../rule.ts';
import { checkFindings } from './check.ts';
import type { WorkflowFinding } from './finding.ts';
import { githubPipeline, gitlabPipeline, type Pipeline } from './pipeline.ts';
import { WORKFLOW_RULES } from './rule.ts';
import { trustFindings } from './trust.ts';

/** A pipeline file of a change with its first document on each side. */
export interface PipelineFile {
  readonly pair: FilePair;
  readonly before: DocumentNode | null;
  readonly after: DocumentNode | null;
}

/** The format of a pipeline by its path: `text` for formats that are only searched line by line. */
export function pipelineFormat(path: string): 'github' | 'gitlab' | 'text' | null {
  // Only those at the root are run; others are templates for other repositories.
  if (/^\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/.test(path)) return 'github';
  if (/(?:^|\/)[\w.-]*\.gitlab-ci\.ya?ml$|(?:^|\/)\.gitlab\/ci\/.+\.ya?ml$/.test(path)) return 'gitlab';
  return classifyFile(path) === 'ci' ? 'text' : null;
}

/** Compares the pipelines of a change together: a check that moved to another file is not removed. */
export function readPipelines(files: readonly PipelineFile[]): readonly Operation[] {
  const read = files.map(({ pair, before, after }) => ({
    pair,
    before: pipelineOf(pair.path, before),
    after: pipelineOf(pair.path, after),
  }));
  const findings = [
    ...checkFindings(read),
    ...read.flatMap(({ pair, before, after }) => (after === null ? [] : trustFindings(pair.path, before, after))),
    ...files.flatMap(({ pair }) => shellFindings(pair)),
  ];
  return operationsOf('workflow', WORKFLOW_RULES, findings);
}

/** Lines of any pipeline that run what they download. */
function shellFindings(pair: FilePair): readonly WorkflowFinding[] {
  return addedLines(pair)
    .filter(({ text }) => !/^\s*#/.test(text.slice(0, 200)) && PIPE.test(text.slice(0, 2_000)))
    .map(({ line }) => ({
      rule: 'pipe-to-shell',
      path: pair.path,
      line,
      object: pair.path,
      what: 'runs a script straight from the network',
    }));
}

const PIPE =
  /\b(?:curl|wget)\b[^|\n]{0,400}\|\s{0,3}(?:sudo\s(?:-\w\s)?)?(?:ba|z|da|k)?sh\b|\b(?:ba|z)?sh\s(?:-c\s["']?\$\(|<\()(?:curl|wget)\b/;

function pipelineOf(path: string, node: DocumentNode | null): Pipeline | null {
  if (node === null) return null;
  return pipelineFormat(path) === 'gitlab' ? gitlabPipeline(node) : githubPipeline(node);
}
