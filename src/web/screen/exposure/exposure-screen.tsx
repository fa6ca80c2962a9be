import type { ExposureReport } from '../../../contract/index.ts';
import { Findings } from '../../part/finding.tsx';
import { Said } from '../../part/said.tsx';
import { Screen } from '../../part/screen.tsx';
import { Empty } from '../../part/trouble.tsx';
import { useDocument } from '../../read/use-document.ts';
import { Link } from '../../route/navigation.tsx';
import { COMMAND } from '../../text/command.ts';
import { plural } from '../../text/number.ts';
import { Behind } from './behind.tsx';
import { Choice } from './choice.tsx';
import { FlowTable } from './flow-table.tsx';
import { GraphPicture } from './graph-picture.tsx';
import { ServiceCard } from './service-card.tsx';
import { ServiceTable } from './service-table.tsx';
import { isFree } from './spread.ts';

/** What can open changes reach, and what runs there? */
export function ExposureScreen({ at }: { readonly at: string | null }) {
  const reading = useDocument<ExposureReport>('/api/v1/exposure');
  return (
    <Screen title="Blast & exposure" reading={reading} lede={lede}>
      {(report) => <Exposure report={report} at={at} />}
    </Screen>
  );
}

function lede({ services, changes }: ExposureReport): string {
  const touched = services.filter((service) => service.touched_by.length > 0).length;
  const reached = services.filter((service) => service.touched_by.length === 0 && service.reached_by.length > 0).length;
  return `${plural(changes.length, 'open change')} ${changes.length === 1 ? 'touches' : 'touch'} ${plural(touched, 'service')} and ${changes.length === 1 ? 'reaches' : 'reach'} ${plural(reached, 'more', 'more')} through calls and imports, of ${services.length}.`;
}

/** More stand on their own page. */
const MOST_FINDINGS = 5;

/** `at` may be a change or a service. */
function Exposure({ report, at }: { readonly report: ExposureReport; readonly at: string | null }) {
  const change = report.changes.find(({ id }) => id === at) ?? null;
  const service = change === null ? (report.services.find(({ id }) => id === at) ?? null) : null;
  const free = new Set(report.changes.filter(isFree).map(({ id }) => id));
  if (report.services.length === 0) {
    return (
      <section class="panel">
        <Empty title="No service is known" argv={COMMAND.init}>
          <p>
            Services, their tiers and calls come from `firebreak.yaml` and from catalogues that it names. Write the
            first one:
          </p>
        </Empty>
      </section>
    );
  }
  return (
    <>
      {at !== null && change === null && service === null ? (
        <p class="warning">
          <Said text={at} /> is neither an open change nor a service here.{' '}
          <Link to={{ name: 'exposure', at: null }}>Show all</Link>
        </p>
      ) : null}
      <Behind report={report} free={free} only={change?.id ?? null} />
      <section class="panel" aria-labelledby="graph-heading">
        <div class="panel-head">
          <h2 id="graph-heading">Services and calls</h2>
          <Choice changes={report.changes} at={change?.id ?? null} />
        </div>
        <GraphPicture report={report} free={free} only={change?.id ?? null} chosen={service?.id ?? null} />
      </section>
      {service === null ? null : <ServiceCard report={report} service={service} />}
      <Findings
        findings={report.findings
          .filter((one) => service === null || one.service === service.id)
          .slice(0, MOST_FINDINGS)}
        count={null}
        title={service === null ? 'In production without a record' : `Without a record in ${service.id}`}
        all={{ name: 'findings', at: null }}
      />
      <div class="halves">
        <FlowTable flows={report.flows} changes={report.changes} free={free} only={change?.id ?? null} />
        <ServiceTable report={report} />
      </div>
    </>
  );
}
