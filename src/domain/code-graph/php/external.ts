import type { Target } from '../model.ts';
import { isBuiltInClass } from './built-in.ts';
import type { ComposerNames, NameHead } from './composer.ts';

/** Tells what a class means that no file of the tree declares. */
export class OutsideClasses {
  readonly #own: readonly NameHead[];
  readonly #locked: readonly NameHead[];
  readonly #packages: readonly RequiredPackage[];
  readonly #hasLaravel: boolean;
  readonly #known = new Map<string, Target>();

  constructor(names: readonly ComposerNames[]) {
    const byLength = (a: NameHead, b: NameHead) => b.prefix.length - a.prefix.length;
    this.#own = names.flatMap(({ own }) => own).sort(byLength);
    this.#locked = names.flatMap(({ locked }) => locked).sort(byLength);
    const here = new Set(names.flatMap((each) => each.here));
    const required = new Set(names.flatMap((each) => each.required).filter((name) => !here.has(name)));
    this.#packages = [...required].map(requiredPackage);
    this.#hasLaravel = required.has(LARAVEL);
  }

  target(name: string): Target {
    const slash = name.lastIndexOf('\\');
    if (slash < 0 && isBuiltInClass(name)) return { kind: 'standard', name };
    const head = name.slice(0, Math.max(0, slash));
    const known = head === '' ? undefined : this.#known.get(head);
    const target = known ?? this.#find(name);
    if (head !== '') this.#known.set(head, target);
    // The name that failed, not the first of its namespace.
    return target.kind === 'unresolved' ? { kind: 'unresolved', text: name } : target;
  }

  #find(name: string): Target {
    const locked = this.#locked.find(({ prefix }) => name.startsWith(prefix));
    const own = this.#own.find(({ prefix }) => name.startsWith(prefix));
    if (locked !== undefined && locked.prefix.length > (own?.prefix.length ?? 0)) {
      return { kind: 'external', name: locked.place };
    }
    const segments = name.split('\\');
    const required = best(segments, this.#packages);
    // A head of the project's own (`Acme\`) may be a package's too: only vendor and title together tell that.
    if (required.score > (own === undefined ? 0 : TITLE_SCORE - 1)) return { kind: 'external', name: required.name };
    if (own !== undefined) return { kind: 'unresolved', text: name };
    if (this.#hasLaravel && LARAVEL_ALIASES.has(name)) return { kind: 'external', name: LARAVEL };
    if (segments.length === 1) return { kind: 'unresolved', text: name };
    return { kind: 'external', name: segments.slice(0, Math.min(2, segments.length - 1)).join('\\') };
  }
}

interface RequiredPackage {
  readonly name: string;
  readonly vendor: string;
  /** Small letters only, as the segments of a name are compared. */
  readonly title: string;
}

function requiredPackage(name: string): RequiredPackage {
  const [vendor = '', title = ''] = name.toLowerCase().split('/');
  return { name, vendor: plain(vendor), title: plain(title) };
}

/** `symfony/http-foundation` for `Symfony\Component\HttpFoundation\Request`: vendor and title, or both in one. */
function best(
  segments: readonly string[],
  packages: readonly RequiredPackage[],
): { readonly name: string; readonly score: number } {
  const words = segments.slice(0, -1).map((segment) => plain(segment.toLowerCase()));
  const [first] = words;
  const none = { name: '', score: 0 };
  if (first === undefined) return none;
  const scored = packages.map(({ name, vendor, title }) => {
    const isTitle = words.slice(1).includes(title) || words.slice(1).some((word) => word === `${title}bundle`);
    const byVendor = vendor === first ? (isTitle ? TITLE_SCORE : title === first ? 3 : 0) : 0;
    return { name, score: Math.max(byVendor, title === first || title === words.slice(0, 2).join('') ? 2 : 0) };
  });
  return scored.reduce((found, each) => (each.score > found.score ? each : found), none);
}

/** Vendor and title both stand in the name. */
const TITLE_SCORE = 4;

const LARAVEL = 'laravel/framework';
/** Classes that Laravel makes known without namespace (its `Facade::defaultAliases`). */
const LARAVEL_ALIASES: ReadonlySet<string> = new Set([
  ...[
    'App',
    'Arr',
    'Artisan',
    'Auth',
    'Blade',
    'Broadcast',
    'Bus',
    'Cache',
    'Concurrency',
    'Config',
    'Context',
    'Cookie',
  ],
  ...['Crypt', 'Date', 'DB', 'Eloquent', 'Event', 'File', 'Gate', 'Hash', 'Http', 'Input', 'Js', 'Lang', 'Log', 'Mail'],
  ...[
    'Notification',
    'Number',
    'Password',
    'Process',
    'Queue',
    'RateLimiter',
    'Redirect',
    'Request',
    'Response',
    'Route',
  ],
  ...['Schedule', 'Schema', 'Session', 'Storage', 'Str', 'Uri', 'URL', 'Validator', 'View', 'Vite'],
]);

function plain(text: string): string {
  return text.replace(/[^a-z0-9]/g, '');
}
