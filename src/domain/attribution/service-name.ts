import { partsOf } from './word.ts';

/** Words that say that a name is a service's, not which. */
const HOLLOW = new Set([
  'service',
  'services',
  'svc',
  'server',
  'srv',
  'api',
  'app',
  'apps',
  'worker',
  'prod',
  'production',
]);

/** The words that tell a service from others: `searchservice`, `search-svc` and `services/search` have `search`. */
export function serviceWords(name: string): readonly string[] {
  const words = partsOf(name).map((word) => word.replace(/(?:service|svc|server)$/, ''));
  const telling = words.filter((word) => word !== '' && !HOLLOW.has(word));
  return telling.length > 0 ? telling : partsOf(name);
}

/** Finds the service of a file by its folders, and names of services in messages. */
export interface ServiceNames {
  /** `null` = the path names none of the services. */
  ofPath(path: string): string | null;
  /** Services that a message names whole; unique. */
  inText(text: string): readonly string[];
}

/** Knows a set of services; ties go to the one with more words, then by name. */
export function serviceNames(services: readonly string[]): ServiceNames {
  const known = [...new Set(services)].sort().map((service) => ({ service, words: serviceWords(service) }));
  const byWords = [...known].sort((a, b) => b.words.length - a.words.length);
  const lower = known.map(({ service }) => ({ service, text: service.toLowerCase() }));
  return {
    ofPath: (path) => {
      const segments = path
        .split('/')
        .slice(0, PATH_DEPTH)
        .map((segment) => new Set(serviceWords(segment)));
      const whole = new Set(segments.flatMap((segment) => [...segment]));
      const bySegment = byWords.find(({ words }) =>
        segments.some((segment) => words.every((word) => segment.has(word))),
      );
      return (bySegment ?? byWords.find(({ words }) => words.every((word) => whole.has(word))))?.service ?? null;
    },
    inText: (text) => {
      const said = text.toLowerCase();
      return lower.filter((one) => one.text.length > 3 && names(said, one.text)).map(({ service }) => service);
    },
  };
}

/** Deeper folders say what a file does, not whose it is. */
const PATH_DEPTH = 8;

function names(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + name.length] ?? ' ';
    if (!/[a-z0-9_-]/.test(before) && !/[a-z0-9_]/.test(after)) return true;
  }
  return false;
}
