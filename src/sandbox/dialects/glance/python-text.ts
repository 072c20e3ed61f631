/** A value as Python's `repr` shows it. */
export function pythonRepr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return reprString(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value).map(([key, member]) => `${reprString(key)}: ${pythonRepr(member)}`);
    return `{${members.join(', ')}}`;
  }
  return String(value);
}

/**
 * A value as Python's `pprint` lays it out: on one line where it fits, else one member a line with keys
 * in order. (Long strings stay whole, where pprint would break them.)
 */
export function pythonPretty(value: unknown, indent = 0, widthCharacters = 72): string {
  const flat = pythonRepr(sortedKeys(value));
  if (indent + flat.length <= widthCharacters || typeof value !== 'object' || value === null) return flat;
  const separator = `,\n${' '.repeat(indent + 1)}`;
  if (Array.isArray(value)) {
    return `[${value.map((item) => pythonPretty(item, indent + 1, widthCharacters)).join(separator)}]`;
  }
  const members = Object.entries(value)
    .sort(byKey)
    .map(([key, member]) => {
      const name = `${reprString(key)}: `;
      return name + pythonPretty(member, indent + 1 + name.length, widthCharacters);
    });
  return `{${members.join(separator)}}`;
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(byKey)
      .map(([key, member]) => [key, sortedKeys(member)]),
  );
}

function byKey([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1;
}

function reprString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return quote + escaped + quote;
}
