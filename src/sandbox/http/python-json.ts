/**
 * JSON as the Python services write it: a space after each colon and comma, and on demand everything
 * outside ASCII escaped. Clients that compare bytes or lengths see what they would see in a real cloud.
 */
export function pythonJson(value: unknown, escapeNonAscii = false): string {
  const text = write(value);
  if (!escapeNonAscii) return text;
  return text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function write(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(write).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => `${JSON.stringify(key)}: ${write(member)}`);
    return `{${members.join(', ')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
