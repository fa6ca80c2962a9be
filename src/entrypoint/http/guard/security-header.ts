/**
 * What a page may load and who may show it: only what comes from here, no script or style written into a page, no frame, no
 * form elsewhere. `connect-src` holds for live updates too.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** For answers that are no page: nothing may be loaded, wherever somebody opens them. */
export const DATA_SECURITY_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** A year; browsers ignore it over plain http, and so it is only sent where it holds. */
const HSTS = 'max-age=31536000';

/** Headers of every answer. `isHttps`: the address that people use, behind a proxy too. */
export function securityHeaders(options: {
  readonly isHttps: boolean;
  /** A page of ours, or data (JSON, events, downloads). */
  readonly answer: 'page' | 'data';
}): Readonly<Record<string, string>> {
  const { isHttps, answer } = options;
  return {
    'content-security-policy': answer === 'page' ? CONTENT_SECURITY_POLICY : DATA_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // Not `no-referrer`: browsers would then send `Origin: null` with our own pages' writes.
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    // Answers hold what this viewer may see; pages with a hash in their name may be kept by whoever serves them.
    'cache-control': 'no-store',
    ...(isHttps ? { 'strict-transport-security': HSTS } : {}),
  };
}
