import type { FilePath } from '../../change/index.ts';
import { fileNameOf } from '../named/folder-index.ts';
import { folderOf, fromFolder } from '../path-text.ts';

/** A head of names and the folder in which its classes lie. */
export interface NameHead {
  /** `App\` */
  readonly prefix: string;
  /** Folder in the tree (of the project's own heads), or the package's name. */
  readonly place: string;
}

/** What Composer's files say of names. */
export interface ComposerNames {
  /** The project's own heads (PSR-4): a class `App\Model\Shop` is in `src/Model/Shop.php`. */
  readonly own: readonly NameHead[];
  /** Heads that the lock file gives to packages. */
  readonly locked: readonly NameHead[];
  /** Packages that are required by name: `symfony/console`. */
  readonly required: readonly string[];
  /** The packages that lie in the tree itself. */
  readonly here: readonly string[];
}

export function isComposerFile(path: FilePath): boolean {
  const name = fileNameOf(path);
  return name === 'composer.json' || name === 'composer.lock';
}

/** Reads one of Composer's files; what is not as its schema says is passed over (https://getcomposer.org/schema.json). */
export function readComposerFile(path: FilePath, text: string): ComposerNames {
  const root = asRecord(parsed(text));
  if (fileNameOf(path) === 'composer.lock') {
    const packages = [...asList(root['packages']), ...asList(root['packages-dev'])].map(asRecord);
    const required = packages.map(nameOf).filter((name) => name !== '');
    return { own: [], locked: packages.flatMap(headsOfPackage), required, here: [] };
  }
  const folder = folderOf(path);
  const own = [...headsOf(root['autoload']), ...headsOf(root['autoload-dev'])].flatMap(({ prefix, place }) => {
    const inTree = fromFolder(folder, place);
    return inTree === null ? [] : [{ prefix, place: inTree }];
  });
  const required = [root['require'], root['require-dev']].flatMap((each) => Object.keys(asRecord(each)));
  const here = [nameOf(root), ...Object.keys(asRecord(root['replace']))];
  return { own, locked: [], required: required.filter((name) => name.includes('/')), here };
}

function headsOfPackage(description: Readonly<Record<string, unknown>>): NameHead[] {
  return headsOf(description['autoload']).map(({ prefix }) => ({ prefix, place: nameOf(description) }));
}

function nameOf(description: Readonly<Record<string, unknown>>): string {
  const name = description['name'];
  return typeof name === 'string' ? name : '';
}

function headsOf(autoload: unknown): NameHead[] {
  const heads: NameHead[] = [];
  for (const standard of ['psr-4', 'psr-0']) {
    for (const [prefix, places] of Object.entries(asRecord(asRecord(autoload)[standard]))) {
      for (const place of Array.isArray(places) ? places : [places]) {
        if (typeof place === 'string' && prefix !== '')
          heads.push({ prefix, place: placeOf({ standard, prefix, place }) });
      }
    }
  }
  return heads;
}

/** PSR-0 repeats the head as folders: `src/App/Shop.php` for `App\Shop` below `src`. */
function placeOf({ standard, prefix, place }: { standard: string; prefix: string; place: string }): string {
  if (standard === 'psr-4') return place;
  const folders = prefix.replace(/[\\_]+$/, '').replaceAll('\\', '/');
  return `${place}/${folders}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A broken manifest tells nothing; the names are then told apart by what the tree declares.
    return null;
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
