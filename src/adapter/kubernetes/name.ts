/** Parts of `NAMESPACE/NAME` (RFC 1123 labels and subdomains); `null` = it is none, and would be another address. */
export function objectName(text: string): { readonly namespace: string; readonly name: string } | null {
  const [namespace = '', name = '', ...rest] = text.split('/');
  if (rest.length > 0 || namespace.length > 63 || name.length > 253) return null;
  return LABEL.test(namespace) && name.split('.').every((part) => LABEL.test(part)) ? { namespace, name } : null;
}

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,251}[a-z0-9])?$/;
