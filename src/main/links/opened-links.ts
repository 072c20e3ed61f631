import { isArgosyLink, LINK_LENGTH } from '#shared/links/index.ts';

/** More at once are none that a person opened. */
const MOST_WAITING = 8;

/** Links that were opened, until a page takes them. They are kept as they came: nothing is done by them. */
export interface OpenedLinks {
  /** Whether it was taken: one that cannot be a link, is there already, or is one too many, is dropped. */
  add(text: string): boolean;
  count(): number;
  /** All, the oldest first, and each once. */
  take(): readonly string[];
}

export function createOpenedLinks(): OpenedLinks {
  let waiting: readonly string[] = [];
  return {
    add(text) {
      const fits = isArgosyLink(text) && text.length <= LINK_LENGTH && !waiting.includes(text);
      if (!fits || waiting.length >= MOST_WAITING) return false;
      waiting = [...waiting, text];
      return true;
    },
    count: () => waiting.length,
    take() {
      const taken = waiting;
      waiting = [];
      return taken;
    },
  };
}
