/** Every word of the search begins some word of the title. */
export function matchesTitle(title: string, search: string): boolean {
  const parts = title.toLowerCase().split(/[\s.…]+/);
  return search
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => parts.some((part) => part.startsWith(word)));
}
