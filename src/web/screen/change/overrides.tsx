import type { ChangeReport } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { When } from '../../part/when.tsx';

interface OverridesProps {
  readonly report: ChangeReport;
  readonly review: (override: string) => void;
}

/** Every time a hold was overridden, for whom, and what the later look found. */
export function Overrides({ report: { overrides, viewer }, review }: OverridesProps) {
  if (overrides.length === 0) return null;
  const mayReview = viewer.permissions.includes('review-override');
  return (
    <section class="panel" aria-labelledby="overrides-heading">
      <h2 id="overrides-heading">Overrides</h2>
      {overrides.map((one) => (
        <article key={one.id} class={`reason${one.active ? ' is-active' : ''}`}>
          <h3>
            <Said text={one.by.person ?? one.by.handle ?? 'somebody'} /> {one.active ? 'lets it pass' : 'let it pass'}
          </h3>
          <p>
            <Said text={one.reason} />{' '}
            <span class="soft">
              (<Said text={one.ticket} />)
            </span>
          </p>
          <p class="soft">
            <When at={one.at} />, {one.active ? 'ends' : 'ended'} <When at={one.expires_at} />
            {one.skipped.length === 0 ? null : (
              <>
                ; passed over and told: <Said text={one.skipped.join(', ')} />
              </>
            )}
          </p>
          {one.review === null ? (
            <p class="warning">
              Its review is owed.{' '}
              {mayReview ? (
                <button type="button" onClick={() => review(one.id)}>
                  Write the review
                </button>
              ) : (
                'Somebody who may review overrides writes it here.'
              )}
            </p>
          ) : (
            <p>
              <strong>
                Reviewed by <Said text={one.review.by.person ?? one.review.by.handle ?? 'somebody'} />:
              </strong>{' '}
              <Said text={one.review.finding} />
            </p>
          )}
        </article>
      ))}
    </section>
  );
}
