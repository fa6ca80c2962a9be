/** The path that Ruby's custom gives a constant: `Shop::LineItem` → `shop/line_item` (ActiveSupport, `underscore`). */
export function underscore(name: string): string {
  return name
    .replaceAll('::', '/')
    .replace(/([A-Z\d]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** The names a constant may mean, innermost first: `Shop>Order Tax` → `Shop::Order::Tax`, `Shop::Tax`, `Tax`. */
export function candidateNames(mention: string): { readonly name: string; readonly prefixes: readonly string[] } {
  const space = mention.indexOf(' ');
  const name = mention.slice(space + 1);
  if (name.startsWith('::')) return { name: name.slice(2), prefixes: [''] };
  const scopes = space < 0 ? [] : mention.slice(0, space).split('>');
  const prefixes: string[] = [];
  for (let depth = scopes.length; depth > 0; depth -= 1) {
    const inner = scopes.slice(0, depth);
    const top = inner.findLastIndex((part) => part.startsWith('::'));
    prefixes.push(`${inner.slice(Math.max(0, top)).join('::').replace(/^::/, '')}::`);
  }
  return { name, prefixes: [...prefixes, ''] };
}
