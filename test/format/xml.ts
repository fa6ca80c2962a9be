/** An element as it was read. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

/** Characters that XML 1.0 allows (section 2.2). */
const ILLEGAL = /[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const TAG = /<(\/?)([A-Za-z][\w-]*)((?: [a-z]+="[^"<]*")*)(\/?)>/y;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Reads the subset of XML that Firebreak writes; throws where a document is not well-formed. */
export function readXml(xml: string): XmlElement {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!xml.startsWith(declaration)) throw new Error('no XML declaration');
  if (ILLEGAL.test(xml)) throw new Error('a character that XML forbids');
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let at = declaration.length;
  while (at < xml.length) {
    const current = open.at(-1);
    if (current === undefined) throw new Error('text behind the end');
    if (xml[at] !== '<') {
      const end = xml.indexOf('<', at);
      const text = xml.slice(at, end < 0 ? undefined : end);
      current.text += decode(text);
      at += text.length;
      continue;
    }
    TAG.lastIndex = at;
    const tag = TAG.exec(xml);
    if (tag === null) throw new Error(`no tag at ${xml.slice(at, at + 40)}`);
    at = TAG.lastIndex;
    const [, closing, name = '', given = '', selfClosing] = tag;
    if (closing === '/') {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes another element`);
      continue;
    }
    const element: XmlElement = { name, attributes: attributesOf(given), children: [], text: '' };
    current.children.push(element);
    if (selfClosing !== '/') open.push(element);
  }
  const [only] = root.children;
  if (open.length !== 1 || root.children.length !== 1 || only === undefined) throw new Error('not one closed root');
  return only;
}

function attributesOf(given: string): Record<string, string> {
  const found = [...given.matchAll(/ ([a-z]+)="([^"<]*)"/g)].map(
    ([, name = '', value = '']) => [name, decode(value)] as const,
  );
  if (new Set(found.map(([name]) => name)).size !== found.length) throw new Error('an attribute twice');
  return Object.fromEntries(found);
}

function decode(text: string): string {
  return text.replace(/&([a-z]*;?)/g, (_all, name: string) => {
    const character = name.endsWith(';') ? ENTITIES[name.slice(0, -1)] : undefined;
    if (character === undefined) throw new Error(`no entity &${name}`);
    return character;
  });
}
