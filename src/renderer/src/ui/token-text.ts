/** The words of a text that may hold several: one a line, or with commas or tabs between. */
export function wordsOf(text: string): readonly string[] {
  return text
    .split(/[,\t\r\n]+/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

export interface TokenLimits {
  /** Characters of one token. */
  readonly maxLength?: number | null | undefined;
  /** Tokens at most. */
  readonly most?: number | null | undefined;
}

export interface Added {
  readonly tokens: readonly string[];
  /** Why some were not taken. */
  readonly problem: string | undefined;
}

/** Tokens with some more: each once, and none beyond the limits. */
export function withTokens(
  tokens: readonly string[],
  words: readonly string[],
  { maxLength, most }: TokenLimits,
): Added {
  const fresh = [...new Set(words)].filter((word) => !tokens.includes(word));
  const fitting = fresh.filter((word) => maxLength == null || word.length <= maxLength);
  const room = most == null ? fitting.length : Math.max(0, most - tokens.length);
  const problem =
    fitting.length < fresh.length
      ? `At most ${maxLength} characters each`
      : room < fitting.length
        ? `At most ${most} of them`
        : undefined;
  return { tokens: [...tokens, ...fitting.slice(0, room)], problem };
}
