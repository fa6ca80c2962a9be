import type { ExposureReport } from '../../../contract/index.ts';
import { Tier } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { Link } from '../../route/navigation.tsx';
import { ChangeLinks } from './change-links.tsx';

interface ServiceCardProps {
  readonly report: ExposureReport;
  readonly service: ExposureReport['services'][number];
}

/** One service: who owns it, who calls it, which changes get there. */
export function ServiceCard({ report: { changes, calls }, service }: ServiceCardProps) {
  const callers = calls.filter(({ callee }) => callee === service.id).map(({ caller }) => caller);
  const callees = calls.filter(({ caller }) => caller === service.id).map(({ callee }) => callee);
  return (
    <section class="panel" aria-labelledby="service-heading">
      <div class="panel-head">
        <h2 id="service-heading">
          <Said text={service.id} /> <Tier tier={service.tier} />
        </h2>
        <Link to={{ name: 'exposure', at: null }}>Show all</Link>
      </div>
      <dl class="pairs">
        <div>
          <dt>Owners</dt>
          <dd>{service.owners.length === 0 ? 'none named' : <Said text={service.owners.join(', ')} />}</dd>
        </div>
        <div>
          <dt>Called by</dt>
          <dd>
            <Services ids={callers} />
          </dd>
        </div>
        <div>
          <dt>Calls</dt>
          <dd>
            <Services ids={callees} />
          </dd>
        </div>
        <div>
          <dt>Touched by</dt>
          <dd>
            <ChangeLinks ids={service.touched_by} changes={changes} />
          </dd>
        </div>
        <div>
          <dt>Reached by</dt>
          <dd>
            <ChangeLinks ids={service.reached_by} changes={changes} />
          </dd>
        </div>
      </dl>
    </section>
  );
}

function Services({ ids }: { readonly ids: readonly string[] }) {
  if (ids.length === 0) return <>nobody that is known</>;
  return (
    <>
      {[...new Set(ids)].map((id) => (
        <Link key={id} to={{ name: 'exposure', at: id }} class="chip">
          <Said text={id} />
        </Link>
      ))}
    </>
  );
}
