// Licence notices of the packages that a bundle holds, read from the packages themselves: what is shipped says whose it is.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const NODE_MODULES = 'node_modules/';
const LICENCE_FILE = /^(?:licen[cs]e|copying)(?:[.-](?:md|txt|mit))?$/i;
const README_FILE = /^readme\.md$/i;
const NOTICE_FILE = /^notice(?:\.(?:md|txt))?$/i;

/** The packages that these files of a bundle belong to, by name; a package without a licence text stops the build. */
export function noticesOf(files) {
  const folders = new Set(files.flatMap((file) => folderOf(file.replaceAll('\\', '/')) ?? []));
  return [...folders].map(noticeOf).sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
}

/** All notices as one text; empty for no package. */
export function noticeText(notices) {
  return notices
    .map(({ name, version, licence, text }) => `${name} ${version} (${licence})\n\n${text}\n`)
    .join(`\n${'-'.repeat(72)}\n\n`);
}

/** As a comment that keeps its place at the top of a script or style sheet; ASCII, whatever a package writes. */
export function noticeComment(notices) {
  if (notices.length === 0) return '';
  const text = noticeText(notices)
    .replaceAll('*/', '* /')
    .replaceAll('</', '< /')
    .replaceAll('\u00a9', '(c)')
    .normalize('NFKD')
    .replace(/[^\n\x20-\x7e]/g, '');
  return `/*! Holds code of others:\n\n${text}*/\n`;
}

/** `a/node_modules/@s/p` of `a/node_modules/@s/p/dist/x.js`; `null` = a file of ours. */
function folderOf(file) {
  const start = file.lastIndexOf(NODE_MODULES);
  if (start < 0) return null;
  const [first, second] = file.slice(start + NODE_MODULES.length).split('/');
  const name = first.startsWith('@') ? `${first}/${second}` : first;
  return file.slice(0, start + NODE_MODULES.length) + name;
}

function noticeOf(folder) {
  const { name, version, license: licence } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).sort();
  const read = (pattern) => {
    const file = files.find((each) => pattern.test(each));
    return file === undefined ? null : readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  };
  const text = read(LICENCE_FILE) ?? sectionOf(read(README_FILE) ?? '');
  if (text === null) {
    throw new Error(`${name} ${version} is bundled, and ${folder} holds no text of its licence (${licence})`);
  }
  return { name, version, licence, text: [text, read(NOTICE_FILE)].filter((each) => each !== null).join('\n\n') };
}

/** Some packages have their licence in their README alone: the section of that name (`# License`, or underlined), where it grants anything. */
function sectionOf(readme) {
  const [, section = ''] =
    /^#+[ ]*licen[cs]e[ ]*$([\s\S]*)/im.exec(readme) ??
    /^licen[cs]e(?:[ ]\([\w.-]+\))?[ ]*\n[-=]{3,}[ ]*$([\s\S]*)/im.exec(readme) ??
    [];
  const text = section.split(/^#+ /m)[0]?.trim() ?? '';
  return /permission is hereby granted|licensed under/i.test(text) ? text : null;
}
