import type { FilePath } from '../../change/index.ts';
import { fileNameOf } from '../named/folder-index.ts';

/** A dependency that a Maven or Gradle file names. */
export interface Coordinate {
  /** `org.apache.commons` */
  readonly group: string;
  /** `commons-lang3` */
  readonly artifact: string;
}

/** Whether a file tells of a module of the JVM and of what it depends on. */
export function isJvmManifest(path: FilePath): boolean {
  return isModuleManifest(path) || path.endsWith('.versions.toml') || fileNameOf(path) === 'ivy.xml';
}

/** Whether the folder of the file is a module. */
export function isModuleManifest(path: FilePath): boolean {
  const name = fileNameOf(path);
  return name === 'pom.xml' || name === 'build.gradle' || name === 'build.gradle.kts';
}

/** The dependencies that a manifest names; placeholders (`${group}`) are left out. Linear in the text. */
export function coordinatesOf(path: FilePath, text: string): readonly Coordinate[] {
  const found = path.endsWith('.xml') ? ofXml(text) : ofGradle(text);
  return found.filter(({ group, artifact }) => NAME.test(group) && NAME.test(artifact));
}

/** The groups under which the manifest publishes what it builds: those are no dependencies from outside. */
export function ownGroups(path: FilePath, text: string): readonly string[] {
  if (!path.endsWith('.xml')) return [...text.matchAll(OWN_GRADLE_GROUP)].map((match) => match[1] ?? '');
  // The project's own element stands before its dependencies, and the parent's is inherited.
  const head = text.slice(0, ELEMENT_LIMIT).split(/<(?:dependencies|dependencyManagement|build|profiles)>/)[0] ?? '';
  const parent = head.split('<parent>')[1]?.split('</parent>')[0] ?? '';
  const rest = head.split('<parent>')[0] + (head.split('</parent>')[1] ?? '');
  const own = elementOf(rest, 'groupId');
  return own === null ? [elementOf(parent, 'groupId') ?? ''] : [own];
}

const OWN_GRADLE_GROUP = /^\s{0,20}(?:project\.)?group\s{0,4}=?\s{0,4}["']([\w.-]{1,200})["']/gm;

const NAME = /^[\w.-]{1,200}$/;

function ofXml(text: string): Coordinate[] {
  // Split, not matched: the pieces do not overlap, so an element that is never closed costs nothing.
  const pieces = text.split(/<dependency(?=[\s>])/).slice(1);
  return pieces.map((piece) => {
    const end = piece.indexOf('</dependency>');
    const body = end < 0 ? piece.slice(0, ELEMENT_LIMIT) : piece.slice(0, end);
    return {
      group: elementOf(body, 'groupId') ?? attributeOf(body, 'org'),
      artifact: elementOf(body, 'artifactId') ?? attributeOf(body, 'name'),
    };
  });
}

/** A dependency that is not closed is read no further; more than any has. */
const ELEMENT_LIMIT = 4096;

function elementOf(body: string, name: string): string | null {
  const start = body.indexOf(`<${name}>`);
  const end = start < 0 ? -1 : body.indexOf('</', start);
  return end < 0 ? null : body.slice(start + name.length + 2, end).trim();
}

function attributeOf(body: string, name: string): string {
  return new RegExp(`\\s${name}="([^"]{0,200})"`).exec(body.slice(0, ELEMENT_LIMIT))?.[1] ?? '';
}

const GRADLE_FORMS = [
  // 'group:artifact:version', and `module = "group:artifact"` of version catalogues.
  /["']([\w.-]{1,200}):([\w.-]{1,200})(?::[^"'\n]{0,200})?["']/g,
  // group: 'a', name: 'b' in Gradle's long form, group = "a", name = "b" in catalogues.
  /\bgroup\s{0,4}[:=]\s{0,4}["']([\w.-]{1,200})["']\s{0,4},\s{0,4}name\s{0,4}[:=]\s{0,4}["']([\w.-]{1,200})["']/g,
];

function ofGradle(text: string): Coordinate[] {
  return GRADLE_FORMS.flatMap((form) =>
    [...text.matchAll(form)].map((match) => ({ group: match[1] ?? '', artifact: match[2] ?? '' })),
  );
}
