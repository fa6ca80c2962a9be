import type { WeeklySentence } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { Link } from '../../route/navigation.tsx';
import { parseRoute } from '../../route/route.ts';
import { visibleText } from '../../text/visible.ts';

type Source = WeeklySentence['sources'][number];

/** Sentences of the record, each with what it comes from. */
export function SentenceList({
  sentences,
  definitions,
}: {
  readonly sentences: readonly WeeklySentence[];
  readonly definitions: Readonly<Record<string, string>>;
}) {
  return (
    <ul class="sentences">
      {sentences.map(({ text, sources }) => (
        <li key={text}>
          <Said text={text} />{' '}
          <span class="sources">
            {sources.map((source) => (
              <SourceMark key={JSON.stringify(source)} source={source} definitions={definitions} />
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}

function SourceMark({
  source,
  definitions,
}: {
  readonly source: Source;
  readonly definitions: Readonly<Record<string, string>>;
}) {
  switch (source.kind) {
    case 'page':
      return <Link to={routeOf(source.path)}>{nameOf(source.path)}</Link>;
    case 'event':
      return <span>event {source.position}</span>;
    case 'figure':
      return <abbr title={definitions[source.rule]}>{source.rule}</abbr>;
  }
}

/** What a page is about, by the end of its address. */
function nameOf(path: string): string {
  return visibleText(decodeURIComponent(path.split('/').at(-1) ?? path));
}

/** An incident's page is the list with that one open. */
function routeOf(path: string) {
  const incident = /^\/incidents\/(.+)$/.exec(path)?.[1];
  if (incident !== undefined) return { name: 'incidents', at: decodeURIComponent(incident) } as const;
  return parseRoute(path);
}
