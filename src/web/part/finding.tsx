import type { Finding } from '../../contract/index.ts';
import { Link } from '../route/navigation.tsx';
import type { Route } from '../route/route.ts';
import { plural } from '../text/number.ts';
import { shortDigest, shortId } from '../text/word.ts';
import { Said } from './said.tsx';
import { When } from './when.tsx';

interface FindingsProps {
  readonly findings: readonly Finding[];
  /** All that there are; `null` = not said here. */
  readonly count: number | null;
  readonly title: string;
  /** Where all of them stand. */
  readonly all: Route;
}

/** What stands in production, or landed, without a record, as part of a screen about something else. */
export function Findings({ findings, count, title, all }: FindingsProps) {
  return (
    <section class="panel" aria-labelledby="findings-heading">
      <div class="panel-head">
        <h2 id="findings-heading">
          <Said text={title} />
        </h2>
        {findings.length === 0 ? null : (
          <Link to={all}>{count === null ? 'All findings' : `All ${plural(count, 'finding')}`}</Link>
        )}
      </div>
      {findings.length === 0 ? <NoFinding /> : <FindingList findings={findings} chosen={null} />}
    </section>
  );
}

/** What was not found is no proof: only what is told can be compared. */
export function NoFinding() {
  return (
    <p class="soft">
      Nothing was found. Looked at are landings, and deployments that a pipeline tells (
      <code>POST /api/v1/deployments</code>); what nobody tells is not seen.
    </p>
  );
}

interface FindingListProps {
  readonly findings: readonly Finding[];
  /** Place of the one that was asked for. */
  readonly chosen: number | null;
}

/** Each with what it is, why it has no record, where to look, and what to do next. */
export function FindingList({ findings, chosen }: FindingListProps) {
  return (
    <ol class="findings">
      {findings.map((finding) => (
        <li
          key={finding.position}
          id={`finding-${finding.position}`}
          class={finding.position === chosen ? 'chosen' : ''}
        >
          <p class="ask-title">
            <Link to={{ name: 'findings', at: String(finding.position) }} current={finding.position === chosen}>
              <Said text={titleOf(finding)} />
            </Link>
          </p>
          <p class="soft">
            <Said text={finding.repository} />, found <When at={finding.found_at} />
            {finding.deployed_at === null ? null : (
              <>
                , deployed <When at={finding.deployed_at} brief />
              </>
            )}
            <Content finding={finding} />
            {finding.deployed_since === true ? '; something else was deployed there since' : null}
          </p>
          <ul class="plain-list">
            {finding.reasons.map((reason) => (
              <li key={`${reason.code}${reason.commit}${reason.change}`}>
                <p>
                  <Said text={reason.text} />
                  {reason.change === null ? null : (
                    <>
                      {': '}
                      <Link to={{ name: 'change', id: reason.change }}>
                        <Said text={shortId(reason.change)} />
                      </Link>
                    </>
                  )}
                </p>
                <p>
                  <strong>Next:</strong> <Said text={reason.next_step} />
                </p>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function titleOf({ kind, service, environment }: Finding): string {
  return kind === 'landing' ? 'Landed without permission' : `${service} in ${environment}`;
}

function Content({ finding: { commit, image, configuration_digest: configuration } }: { readonly finding: Finding }) {
  return (
    <>
      {commit === null ? null : (
        <>
          , commit <code title={commit}>{commit.slice(0, 10)}</code>
        </>
      )}
      {image === null ? null : (
        <>
          , image{' '}
          <code>
            <Said text={image} />
          </code>
        </>
      )}
      {configuration === null ? null : (
        <>
          , configuration{' '}
          <code title={configuration}>
            <Said text={shortDigest(configuration)} />
          </code>
        </>
      )}
    </>
  );
}
