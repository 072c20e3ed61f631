/** What the build writes where a nonce belongs (`html.cspNonce` in `electron.vite.config.ts`). */
export const NONCE_PLACEHOLDER = 'argosy-csp-nonce';

/**
 * The page's policy, the same in every host: nothing but the page's own files and its own host.
 *
 * Styles may carry the document's nonce because react-aria adds two small style elements at run time;
 * scripts never may.
 */
export function contentSecurityPolicy(nonce?: string): string {
  const styles = nonce === undefined ? "'self'" : `'self' 'nonce-${nonce}'`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${styles}`,
    "connect-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
