/**
 * What a Go file declares at its top level: `Name`, and `Type.Method` for methods. It relies on the form that gofmt writes:
 * a declaration starts its line, the members of a group stand one tab in, the group ends with `)` at the start of a line.
 */
export function readDeclarations(code: string, from: number): Set<string> {
  const found = new Set<string>();
  TOP_LEVEL.lastIndex = from;
  for (let match = TOP_LEVEL.exec(code); match !== null; match = TOP_LEVEL.exec(code)) {
    const [, kind, receiver, method, name, group] = match;
    if (kind === 'func') addFunction(found, { receiver, name: receiver === undefined ? name : method });
    else if (group !== undefined) TOP_LEVEL.lastIndex = readGroup(code, { from: TOP_LEVEL.lastIndex, into: found });
    else addNames(found, name ?? '');
  }
  found.delete('_');
  return found;
}

const TOP_LEVEL =
  /^(func|type|var|const)[ \t]+(?:\([^()\n]{0,200}?\*?([\p{L}_][\p{L}\p{N}_]*)(?:\[[^\]\n]{0,200}\])?[ \t]*\)[ \t]*([\p{L}_][\p{L}\p{N}_]*)|([\p{L}_][\p{L}\p{N}_]*(?:,[ \t]*[\p{L}_][\p{L}\p{N}_]*)*)|(\())/gmu;

function addFunction(into: Set<string>, given: { receiver: string | undefined; name: string | undefined }): void {
  if (given.name === undefined) return;
  into.add(given.receiver === undefined ? given.name : `${given.receiver}.${given.name}`);
}

function addNames(into: Set<string>, names: string): void {
  for (const name of names.split(',')) into.add(name.trim());
}

const MEMBER = /^(?:\t| {1,8})([\p{L}_][\p{L}\p{N}_]*(?:,[ \t]*[\p{L}_][\p{L}\p{N}_]*)*)/u;

/** Members start one indentation in; what stands deeper, or behind an open bracket, belongs to a member. */
function readGroup(code: string, given: { from: number; into: Set<string> }): number {
  let depth = 1;
  let at = given.from;
  while (at < code.length && depth > 0) {
    const next = code.indexOf('\n', at);
    const end = next < 0 ? code.length : next;
    if (depth === 1) {
      const member = MEMBER.exec(code.slice(at, Math.min(end, at + MEMBER_LIMIT)));
      if (member !== null) addNames(given.into, member[1] ?? '');
    }
    for (let index = at; index < end && depth > 0; index += 1) depth += bracket(code.charCodeAt(index));
    at = end + 1;
  }
  return Math.min(at, code.length);
}

/** Longest list of names read from one line of a group. */
const MEMBER_LIMIT = 400;

function bracket(code: number): number {
  if (code === 0x28 || code === 0x5b || code === 0x7b) return 1;
  return code === 0x29 || code === 0x5d || code === 0x7d ? -1 : 0;
}
