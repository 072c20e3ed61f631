/** The address without user name, password, query values and fragment: fit for logs, errors and receipts. */
export function redactUrl(url: string | URL): string {
  const parsed = URL.parse(String(url));
  if (parsed === null) return '(not an address)';
  const names = [...new Set(parsed.searchParams.keys())].map((name) => `${encodeURIComponent(name)}=…`);
  return `${parsed.origin}${parsed.pathname}${names.length === 0 ? '' : `?${names.join('&')}`}`;
}

/** `host:port` of an address, with the protocol's own port where none is written. */
export function hostAndPort(url: string | URL): string {
  const parsed = URL.parse(String(url));
  if (parsed === null) return '(not an address)';
  const port = parsed.port || (parsed.protocol === 'https:' ? '443' : '80');
  return `${parsed.hostname}:${port}`;
}
