/** Whether a name says something: one of spaces alone would stand as nothing in a list, and in a question. */
export function isNamed(name: string | null | undefined): name is string {
  return name !== null && name !== undefined && name.trim() !== '';
}

/** What something is called: its name, or its id where it has none to read. */
export function named(name: string | null | undefined, id: string): string {
  return isNamed(name) ? name : id;
}
