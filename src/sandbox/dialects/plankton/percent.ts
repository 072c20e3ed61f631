import { badRequest } from './faults.ts';

/** Text percent-encoded as Python's `quote`, and a slash too, so that it can be a header's name. */
export function quote(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * A header's value decoded as Python's `unquote` does: escapes that are none stay as they are.
 * @throws PlanktonFault 400 where the bytes are not UTF-8.
 */
export function unquote(text: string): string {
  const bytes = text.replace(/%([0-9a-f]{2})/gi, (_escape, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes, 'latin1'));
  } catch {
    throw badRequest('Could not decode request as UTF-8 string');
  }
}
