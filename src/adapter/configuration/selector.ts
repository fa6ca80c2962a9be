import { type SeriesName, seriesKey } from '../../domain/signal/index.ts';
import { accept, type Result, reject } from '../../kernel/index.ts';

/** Reads `metric{label="value",...}`; only equality, as what is pushed here has no other. The rejection is one clause. */
export function readSelector(text: string): Result<SeriesName, string> {
  const open = text.indexOf('{');
  const metric = (open < 0 ? text : text.slice(0, open)).trim();
  const labels: Record<string, string> = {};
  if (open >= 0) {
    if (!text.trimEnd().endsWith('}')) return reject('must end with `}`');
    const inside = text.trimEnd().slice(open + 1, -1);
    const pair = /\s*([A-Za-z_][\w./-]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/gy;
    let end = 0;
    for (let match = pair.exec(inside); match !== null; match = pair.exec(inside)) {
      const [whole, name = '', value = ''] = match;
      if (Object.hasOwn(labels, name)) return reject(`names the label ${name} twice`);
      labels[name] = value.replaceAll(/\\(.)/g, (_, mark: string) => (mark === 'n' ? '\n' : mark));
      end = pair.lastIndex;
      if (whole === '') break;
    }
    if (inside.slice(end).trim() !== '') return reject('must name labels by equality, such as {service="shop"}');
  }
  const name = { metric, labels };
  return seriesKey(name).ok ? accept(name) : reject('must be a metric of letters, digits, `_`, `:`, `.`, `/` or `-`');
}
