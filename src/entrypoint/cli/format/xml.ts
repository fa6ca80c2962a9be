import { plain } from './plain.ts';

type Attributes = Readonly<Record<string, string | number>>;

/** An element with its children; text children are made by {@link xmlText}. */
export function xmlElement(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(String(value))}"`);
  const open = `${name}${given.join('')}`;
  return children.length === 0 ? `<${open}/>` : `<${open}>${children.join('')}</${name}>`;
}

/**
 * Foreign text for XML 1.0 (section 2.2): characters that XML forbids are shown as escapes, line breaks are kept, markup
 * is replaced by entities.
 */
export function xmlText(text: string): string {
  return text
    .split('\n')
    .map(plain)
    .join('\n')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
