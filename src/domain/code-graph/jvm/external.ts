import type { Target } from '../model.ts';
import type { Coordinate } from './coordinate.ts';

/** Tells what a name of the JVM means that no file of the tree declares. */
export class OutsideNames {
  readonly #coordinates: readonly Coordinate[];
  readonly #known = new Map<string, string>();

  constructor(coordinates: readonly Coordinate[]) {
    const unique = new Map(coordinates.map((each) => [`${each.group}:${each.artifact}`, each]));
    this.#coordinates = [...unique.values()];
  }

  /** The platform's own library, by its package; `null` where the name is none of it. */
  standard(name: string): Target | null {
    const packageName = packageOf(name);
    const own = STANDARD.some((prefix) => `${packageName}.`.startsWith(prefix));
    return own ? { kind: 'standard', name: packageName } : null;
  }

  /** The dependency whose group or artifact the name carries; `null` where no manifest names one. */
  dependency(name: string): Target | null {
    const coordinate = this.#coordinateOf(packageOf(name));
    return coordinate === '' ? null : { kind: 'external', name: coordinate };
  }

  /** Where nothing else is known: the head of the package. */
  guess(name: string): Target {
    const segments = packageOf(name).split('.');
    const length = UMBRELLAS.has(segments.slice(0, 2).join('.')) ? 3 : 2;
    return { kind: 'external', name: segments.slice(0, length).join('.') };
  }

  #coordinateOf(packageName: string): string {
    const known = this.#known.get(packageName);
    if (known !== undefined) return known;
    const found = byGroup(packageName, this.#coordinates) ?? byArtifact(packageName, this.#coordinates) ?? '';
    this.#known.set(packageName, found);
    return found;
  }
}

/** `a.b` of `a.b.C.d`: up to the first capitalised segment; without one, all but the last, or the name itself. */
export function packageOf(name: string): string {
  const segments = name.replace(/\.\*$/, '').split('.');
  const type = segments.findIndex((segment) => /^[A-Z]/.test(segment));
  if (type > 0) return segments.slice(0, type).join('.');
  return name.endsWith('.*') || segments.length === 1 ? segments.join('.') : segments.slice(0, -1).join('.');
}

function byGroup(packageName: string, coordinates: readonly Coordinate[]): string | null {
  const matching = coordinates.filter(({ group }) => group.includes('.') && `${packageName}.`.startsWith(`${group}.`));
  const longest = Math.max(...matching.map(({ group }) => group.length));
  const nearest = matching.filter(({ group }) => group.length === longest);
  if (nearest.length < 2) return nearest[0] === undefined ? null : nameOf(nearest[0]);
  return best(packageName, nearest) ?? nearest[0]?.group ?? null;
}

/** The artifact whose own words (those that the group does not have) the package names most; `null` on a tie, or where none fits. */
function best(packageName: string, coordinates: readonly Coordinate[]): string | null {
  const segments = new Set(packageName.split('.'));
  const scored = coordinates.map((coordinate) => {
    const group = coordinate.group.split('.');
    const words = wordsOf(coordinate.artifact).filter((word) => !group.includes(word));
    const hits = words.filter((word) => segments.has(word)).length;
    return { coordinate, score: hits === 0 ? 0 : hits * 8 - (words.length - hits) };
  });
  const top = Math.max(...scored.map(({ score }) => score));
  const winners = scored.filter(({ score }) => score === top && score > 0);
  return winners.length === 1 && winners[0] !== undefined ? nameOf(winners[0].coordinate) : null;
}

/** `commons-io:commons-io` for `org.apache.commons.io`: every word of the artifact is a segment. */
function byArtifact(packageName: string, coordinates: readonly Coordinate[]): string | null {
  const alias = ALIASES.find(([prefix]) => `${packageName}.`.startsWith(`${prefix}.`))?.[1];
  if (alias !== undefined && coordinates.some((each) => nameOf(each) === alias)) return alias;
  const segments = new Set(packageName.split('.').slice(1));
  const matching = coordinates.filter(({ artifact }) => {
    const words = wordsOf(artifact);
    return words.some((word) => word.length >= WORD_MINIMUM) && words.every((word) => segments.has(word));
  });
  return matching.length === 1 && matching[0] !== undefined ? nameOf(matching[0]) : null;
}

/** A shorter word (`io`, `jdbc`) alone says too little. */
const WORD_MINIMUM = 5;

function wordsOf(artifact: string): readonly string[] {
  return artifact
    .split(/[-_.]/)
    .filter((word) => word !== '' && !/^(?:core|api|java|jvm|jdk\d*|android|[\d.]+)$/.test(word));
}

function nameOf({ group, artifact }: Coordinate): string {
  return `${group}:${artifact}`;
}

/** Libraries of many programs whose package has no word in common with their coordinate. */
const ALIASES: readonly (readonly [string, string])[] = [
  ['com.google.common', 'com.google.guava:guava'],
  ['com.google.gson', 'com.google.code.gson:gson'],
  ['javax.annotation', 'com.google.code.findbugs:jsr305'],
  ['org.junit', 'junit:junit'],
];

/** Organisations that hold many unrelated projects: one segment more tells which. */
const UMBRELLAS = new Set([
  'org.apache',
  'org.eclipse',
  'org.jetbrains',
  'org.springframework',
  'org.codehaus',
  'com.google',
  'com.fasterxml',
  'com.amazonaws',
  'com.microsoft',
  'com.github',
  'io.github',
  'com.intellij',
]);

/** The JDK (`javax.*` is part of it only in these packages, java.se of JDK 21) and what comes with Kotlin. */
const STANDARD = [
  'java.',
  'jdk.',
  'sun.',
  'com.sun.',
  'org.w3c.dom.',
  'org.xml.sax.',
  'org.ietf.jgss.',
  'netscape.javascript.',
  'kotlin.',
  ...[
    'accessibility',
    'annotation.processing',
    'crypto',
    'imageio',
    'lang.model',
    'management',
    'naming',
    'net',
    'print',
    'rmi',
    'script',
    'security.auth',
    'security.cert',
    'security.sasl',
    'sound',
    'sql',
    'swing',
    'tools',
    'transaction.xa',
    'xml.catalog',
    'xml.crypto',
    'xml.datatype',
    'xml.namespace',
    'xml.parsers',
    'xml.stream',
    'xml.transform',
    'xml.validation',
    'xml.xpath',
  ].map((name) => `javax.${name}.`),
];
