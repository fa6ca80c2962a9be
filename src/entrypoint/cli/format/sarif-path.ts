import { plain } from './plain.ts';

/**
 * A repository path as a relative URI reference (RFC 3986): every segment percent-encoded, so that no path reads as a
 * scheme, an authority or a step out of the repository.
 */
export function sarifPath(path: string): string {
  const segments = plain(path)
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
    .map(encodeURIComponent);
  return segments.length === 0 ? '.' : segments.join('/');
}
