import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readIncidentCase } from '../../src/adapter/incident-case/index.ts';
import type { CaseEvidence } from '../../src/domain/attribution/index.ts';

/** Truth of a case that no change caused. */
export const NO_CHANGE = 'none';

/** One case with what is known to be true. */
export interface AttributionCase {
  readonly name: string;
  readonly evidence: CaseEvidence;
  /** Id of the culprit, or {@link NO_CHANGE}. */
  readonly truth: string;
  /** Ids of changes that look guilty and are not. */
  readonly decoys: readonly string[];
  readonly firstFailing: string;
  readonly gaps: readonly string[];
}

/** Reads every folder that has a `truth.json`, by name; `folder` itself or its subfolder `incidents` may hold them. */
export async function readCases(folder: string): Promise<AttributionCase[]> {
  const inner = join(folder, 'incidents');
  const root = statSync(inner, { throwIfNoEntry: false })?.isDirectory() ? inner : folder;
  const names = readdirSync(root).filter((name) =>
    statSync(join(root, name, 'truth.json'), { throwIfNoEntry: false })?.isFile(),
  );
  if (names.length === 0) throw new Error(`${root} holds no folder with a truth.json`);
  return Promise.all(
    names.sort().map(async (name) => {
      const { evidence, gaps } = await readIncidentCase(join(root, name));
      const truth = JSON.parse(readFileSync(join(root, name, 'truth.json'), 'utf8'));
      return {
        name,
        evidence,
        truth: String(truth.root_cause_commit),
        decoys: (truth.decoy_deploy_commits ?? []).map(String),
        firstFailing: String(truth.first_failing_service ?? ''),
        gaps: gaps.map(({ place, message }) => `${place} ${message}`),
      };
    }),
  );
}
