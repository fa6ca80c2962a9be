/** Where somebody is; every one has an address that can be sent to others. */
export type Route =
  | { readonly name: 'now' }
  /** `at` = the change whose brief is open. */
  | { readonly name: 'inbox'; readonly at: string | null }
  | { readonly name: 'changes'; readonly filter: Filter }
  | { readonly name: 'change'; readonly id: string }
  /** `at` = the change or service that is lit up. */
  | { readonly name: 'exposure'; readonly at: string | null }
  /** `id` = the queue, `null` = the only one, or the choice of several; `at` = the entry whose explanation is open. */
  | { readonly name: 'queue'; readonly id: string | null; readonly at: string | null }
  /** `at` = the rollout that is open, the brake that is meant, or behind {@link ALARM} the alarm. */
  | { readonly name: 'rollouts'; readonly at: string | null }
  /** `at` = the incident that is open. */
  | { readonly name: 'incidents'; readonly at: string | null }
  /** `at` = the week, as `2026-W47`; `null` = the newest that is over. */
  | { readonly name: 'weekly'; readonly at: string | null }
  | { readonly name: 'policy' }
  | { readonly name: 'command-line' }
  /** `at` = the place in the log of the one to begin with. */
  | { readonly name: 'findings'; readonly at: string | null }
  /** `next` = the address to go to afterwards, a path of this site. */
  | { readonly name: 'sign-in'; readonly next: string }
  | { readonly name: 'nowhere' };

/** Begins what is meant on the page of rollouts where it is an alarm. */
export const ALARM = 'alarm:';

/** What a list of changes is narrowed to; absent = not narrowed. */
export type Filter = Readonly<Partial<Record<FilterName, string>>>;
export const FILTER_NAMES = ['state', 'verdict', 'service', 'assistance', 'rule', 'outcome', 'review', 'q'] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

/** Of a path with its query; what is no place of ours is `nowhere`. */
export function parseRoute(address: string): Route {
  const url = new URL(address, 'http://here');
  const [, first = '', second, ...rest] = url.pathname.replace(/\/+$/, '').split('/');
  if (rest.length > 0 || (second !== undefined && first !== 'changes')) return { name: 'nowhere' };
  switch (first) {
    case '':
      return { name: 'now' };
    case 'inbox':
    case 'exposure':
    case 'findings':
    case 'rollouts':
    case 'incidents':
    case 'weekly':
      return { name: first, at: url.searchParams.get('at') };
    case 'changes':
      return second === undefined ? { name: 'changes', filter: filterOf(url.searchParams) } : changeRoute(second);
    case 'queue':
      return { name: 'queue', id: url.searchParams.get('in'), at: url.searchParams.get('at') };
    case 'policy':
      return { name: 'policy' };
    case 'command-line':
      return { name: 'command-line' };
    case 'sign-in':
      return { name: 'sign-in', next: safeNext(url.searchParams.get('next')) };
    default:
      return { name: 'nowhere' };
  }
}

/** The address of a place, as {@link parseRoute} reads it. */
export function addressOf(route: Route): string {
  switch (route.name) {
    case 'now':
    case 'nowhere':
      return '/';
    case 'inbox':
    case 'exposure':
    case 'findings':
    case 'rollouts':
    case 'incidents':
    case 'weekly':
      return `/${route.name}${queryText(route.at === null ? {} : { at: route.at })}`;
    case 'changes':
      return `/changes${queryText(route.filter)}`;
    case 'change':
      return `/changes/${encodeURIComponent(route.id)}`;
    case 'queue':
      return `/queue${queryText({ in: route.id ?? undefined, at: route.at ?? undefined })}`;
    case 'policy':
      return '/policy';
    case 'command-line':
      return '/command-line';
    case 'sign-in':
      return `/sign-in${queryText(route.next === '/' ? {} : { next: route.next })}`;
  }
}

/** `?a=b&c=d`, or nothing. */
export function queryText(parts: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams(
    Object.entries(parts).filter((part): part is [string, string] => part[1] !== undefined && part[1] !== ''),
  ).toString();
  return query === '' ? '' : `?${query}`;
}

function changeRoute(encoded: string): Route {
  try {
    return { name: 'change', id: decodeURIComponent(encoded) };
  } catch {
    return { name: 'nowhere' };
  }
}

function filterOf(query: URLSearchParams): Filter {
  const given = FILTER_NAMES.map((name) => [name, query.get(name)] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== null && value !== ''));
}

/** Only a path of this site: `//host` and `/\host` would lead to another. */
function safeNext(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/';
}
