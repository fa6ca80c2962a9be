/** `(#12)`, `(!12)` or `(owner/name#12)` at the end of a subject: the change's own number. */
const OWN_NUMBER = /[ \t]{0,4}\((?:[\w.-]{1,100}(?:\/[\w.-]{1,100}){1,5})?[#!](\d{1,10})\)[ \t]{0,4}$/;
/** Merge subjects of GitHub, Bitbucket, Azure DevOps and bors. */
const NUMBERED_MERGE =
  /^(?:Auto merge of|Merge pull request|Merged in pull request|Merge PR|Merged PR|Merge MR)\s{1,2}[#!]?(\d{1,10})\b:?(?: (?:from|-) ([^\s,]{1,250}))?/i;
const BITBUCKET_MERGE = /^Merged in ([^\s]{1,250}) \(pull request #(\d{1,10})\)/i;
const BRANCH_MERGE = /^Merge (?:remote-tracking )?branch ['"]([^'"]{1,250})['"]/i;
/** Trailers and footers that hosts and review tools write under a landed change. */
const NUMBERED_LINE =
  /^(?:pr-url|pull[- ]request(?:[- ](?:resolved|url|number))?|reviewed-on|reviewed-in|part-of|see merge request|github-pr)[: \t]{1,4}<?([^\s>]{1,300})>?[ \t]{0,4}$|^closes #(\d{1,10}) from \S{1,250}$/gim;
const NUMBER_AT_END =
  /(?:[#!]|\/(?:pull|pulls|merge_requests|pullrequest|pull-requests|\+|c\/[^#]{1,200}\/\+)\/)(\d{1,10})\/?$|^(\d{1,10})$/;
/** Characters of a message in which such a line is looked for. */
const MESSAGE_LIMIT = 262_144;

/** The number a subject gives itself (`Add x (#12)` → `12`); `null` where it gives none. */
export function ownNumber(subject: string): string | null {
  return OWN_NUMBER.exec(subject)?.[1] ?? null;
}

/** The subject without its own number. */
export function withoutOwnNumber(subject: string): string {
  return subject.replace(OWN_NUMBER, '');
}

/** What a merge's subject says it merged; `null` where the subject is not of a known merge form. */
export function mergeSubject(
  subject: string,
): { readonly pullRequest: string | null; readonly headBranch: string | null } | null {
  const bitbucket = BITBUCKET_MERGE.exec(subject);
  if (bitbucket !== null) return { pullRequest: bitbucket[2] ?? null, headBranch: bitbucket[1] ?? null };
  const numbered = NUMBERED_MERGE.exec(subject);
  if (numbered !== null) return { pullRequest: numbered[1] ?? null, headBranch: branchOf(numbered[2] ?? null) };
  const branch = BRANCH_MERGE.exec(subject);
  return branch === null ? null : { pullRequest: null, headBranch: branch[1] ?? null };
}

/**
 * The number that a line of the body states (`PR-URL: …/pull/12`, `Reviewed-on: …/12`, `See merge request g/p!12`);
 * the last such line wins, as later trailers are written by the host. `null` where there is none.
 */
export function trailerNumber(message: string): string | null {
  let number: string | null = null;
  for (const line of message.slice(0, MESSAGE_LIMIT).matchAll(NUMBERED_LINE)) {
    const found = NUMBER_AT_END.exec(line[1] ?? '');
    number = line[2] ?? found?.[1] ?? found?.[2] ?? number;
  }
  return number;
}

/** A host writes the head's owner first: `owner/branch/name` (GitHub), `owner:branch/name` (bors). */
function branchOf(named: string | null): string | null {
  return named === null ? null : named.replace(/^[^/:]{1,100}[/:]/, '');
}
