import type { Finding } from '../../contract/index.ts';
import { type FoundRow, listFindings, type ServerNode } from '../../control/index.ts';
import { printable } from '../../kernel/index.ts';
import { isoTime } from './time.ts';

type ReasonCode = Finding['reasons'][number]['code'];

/** The newest findings, for a screen that is about something else. */
export async function newestFindings(node: ServerNode, limit: number): Promise<Finding[]> {
  return (await listFindings(node, { after: '', limit })).map(findingOf);
}

/** One finding as every document tells it. All text in it is printable. */
export function findingOf(row: FoundRow & { readonly isDeployedSince: boolean | null }): Finding {
  const { position, at, found } = row;
  const common = { position, found_at: isoTime(at) };
  if (found.kind === 'LandedWithoutPermission') {
    const { id, head, verdict } = found;
    const code = LANDED[verdict];
    const text = verdict === 'undecided' ? 'it landed before it was decided' : 'it landed while nothing let it pass';
    return {
      ...common,
      kind: 'landing',
      repository: printable(id.slice(id.indexOf(':') + 1, id.lastIndexOf('#'))),
      ...NO_DEPLOYMENT,
      commit: head,
      reasons: [{ code, text, commit: head, change: id, next_step: NEXT[code] }],
    };
  }
  const { deployment, reasons } = found;
  return {
    ...common,
    kind: 'deployment',
    repository: printable(deployment.repository),
    service: printable(deployment.service),
    environment: printable(deployment.environment),
    commit: deployment.commit,
    image: deployment.image === null ? null : printable(deployment.image),
    configuration_digest: deployment.configurationDigest === null ? null : printable(deployment.configurationDigest),
    deployed_at: isoTime(deployment.at),
    deployed_since: row.isDeployedSince,
    reasons: reasons.map(({ code, text, commit, submission }) => ({
      code,
      text: printable(text),
      commit,
      change: submission,
      next_step: NEXT[code],
    })),
  };
}

const LANDED = {
  hold: 'landed-while-held',
  unknown: 'landed-while-held',
  block: 'landed-while-blocked',
  undecided: 'landed-without-decision',
} as const satisfies Readonly<Record<string, ReasonCode>>;

const NO_DEPLOYMENT = {
  service: null,
  environment: null,
  image: null,
  configuration_digest: null,
  deployed_at: null,
  deployed_since: null,
} as const;

const REQUIRE = 'make Firebreak’s check required on the branch, so that nothing lands past it';

/** Who reads this was not there when it happened: each says what is done now, then what keeps it from happening again. */
const NEXT: Readonly<Record<ReasonCode, string>> = {
  'unknown-commit':
    'Ask whoever deployed it where this commit comes from; deploy a commit of the protected branch, or push this one and land it.',
  'not-on-protected-branch': 'Land it by a proposal, or deploy a commit of the protected branch.',
  'landed-without-decision': `Have somebody who did not make it look at it now; then ${REQUIRE}.`,
  'landed-while-held': `Open the change and clear what held it, or revert it; then ${REQUIRE}.`,
  'landed-while-blocked': `Revert it, unless somebody who may override takes it on; then ${REQUIRE}.`,
  'configuration-without-submission':
    'Submit it as it stands (firebreak submit), so that it is judged, or put the recorded one back.',
  'configuration-not-carried-out':
    'Open the operation: where it was let pass, mark it as carried out; where it was not, put the recorded one back.',
  'image-of-another-commit': 'Deploy the image that was built of this commit, or state the commit that it holds.',
  'cannot-tell':
    'Give what is missing, so that the next deployment can be compared: the commit, or an image by its digest.',
};
