import { plainLine, serverText, type TextReply } from '../../http/index.ts';

const MOST_CHARACTERS = 65_536;

/** What a form's errors say by field, or the service's message: one plain line, without secrets. */
export function saidBy(reply: Pick<TextReply, 'text'>): string {
  return fieldErrors(reply.text.slice(0, MOST_CHARACTERS)) ?? serverText(reply);
}

/** `{"name": ["Name already exists"]}` as `name: Name already exists`; repeated messages once (djinn.md §4). */
function fieldErrors(text: string): string | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch {
    return undefined;
  }
  const lines = Object.entries(fields as object).flatMap(([field, messages]: [string, unknown]) =>
    Array.isArray(messages) ? [fieldLine(field, messages)] : [],
  );
  return lines.length === 0 ? undefined : plainLine(lines.join('; '));
}

function fieldLine(field: string, messages: readonly unknown[]): string {
  const said = [...new Set(messages.filter((message) => typeof message === 'string'))].join(', ');
  return field === '' ? said : `${field}: ${said}`;
}
