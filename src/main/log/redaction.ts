const HIDDEN = '[redacted]';
const MAX_DEPTH = 6;
const MAX_ITEMS = 200;
const MAX_TEXT = 8192;
const MAX_PROTECTED = 2000;
const LEAST_LENGTH = 4;

/** Keys whose value is never written, wherever they stand: compared lower-case without separators. */
const SECRET_KEY =
  /secret|password|passwd|passphrase|token|authorization|cookie|credential(?!id)|authreceipt|^key$|(api|private|access|seal|encryption)key$/;

/** Makes facts fit to be written: plain data of bounded size, in which no secret stands. */
export interface Redaction {
  text(value: string): string;
  facts(value: unknown): unknown;
  protect(secret: string): void;
}

export function createRedaction(): Redaction {
  // In the order of arrival, so that the oldest (a token long dead) makes room.
  const forms = new Set<string>();

  const protect = (secret: string): void => {
    if (secret.length < LEAST_LENGTH) return;
    for (const form of formsOf(secret)) {
      forms.delete(form);
      forms.add(form);
    }
    for (const oldest of forms) {
      if (forms.size <= MAX_PROTECTED) break;
      forms.delete(oldest);
    }
  };

  const text = (value: string): string => {
    let clean = value;
    for (const form of forms) if (clean.includes(form)) clean = clean.replaceAll(form, HIDDEN);
    return clean.length > MAX_TEXT ? `${clean.slice(0, MAX_TEXT)}… (${clean.length} characters)` : clean;
  };

  const visit = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return text(value);
    if (typeof value === 'bigint') return value.toString();
    if (typeof value !== 'object' || value === null) return value;
    if (depth > MAX_DEPTH) return '[deeper]';
    if (value instanceof Error) return visit(errorFacts(value), depth);
    if (value instanceof Date) return value;
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => visit(item, depth + 1));
    const entries = Object.entries(value).slice(0, MAX_ITEMS);
    return Object.fromEntries(
      entries.map(([key, item]) => [text(key), isSecretKey(key) && item ? HIDDEN : visit(item, depth + 1)]),
    );
  };

  return { text, protect, facts: (value) => visit(value, 0) };
}

export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key.toLowerCase().replaceAll(/[-_.\s]/g, ''));
}

/** The ways in which a secret turns up in text: as it is, in a URL, in JSON, in base64. */
function formsOf(secret: string): readonly string[] {
  return [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
  ];
}

/** An error's own words, with its causes; `context` and `code` of an `AppError` too. */
function errorFacts(error: Error): Record<string, unknown> {
  const { name, message, stack, cause, ...own } = error as Error & Record<string, unknown>;
  return { name, message, stack, ...own, ...(cause === undefined ? {} : { cause }) };
}
