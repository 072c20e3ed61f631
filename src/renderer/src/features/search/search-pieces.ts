import type { SearchProblem, SearchQuery, SearchTerm } from '#shared/search/index.ts';

/** A stretch of the typed search, and how it is drawn. */
export interface SearchPiece {
  readonly start: number;
  readonly text: string;
  readonly look: 'plain' | 'term' | 'negated' | 'problem';
}

/** The whole text in pieces: terms that are more than words are tinted, problems underlined. */
export function searchPieces(
  text: string,
  { terms }: SearchQuery,
  problems: readonly SearchProblem[],
): readonly SearchPiece[] {
  const looks = [
    ...terms
      .filter(isMore)
      .map(({ span, negated }) => ({ span, look: negated ? 'negated' : 'term' }) as const),
    ...problems.map(({ span }) => ({ span, look: 'problem' }) as const),
  ].sort((a, b) => a.span.start - b.span.start);
  const pieces: SearchPiece[] = [];
  let end = 0;
  const add = (from: number, to: number, look: SearchPiece['look']): void => {
    if (to > from) pieces.push({ start: from, text: text.slice(from, to), look });
    end = Math.max(end, to);
  };
  for (const { span, look } of looks) {
    add(end, span.start, 'plain');
    add(Math.max(end, span.start), span.end, look);
  }
  add(end, text.length, 'plain');
  return pieces;
}

/** Whether somebody is still typing what is wrong: the caret stands at its end. */
export function isBeingTyped({ span }: SearchProblem, caret: number | null): boolean {
  return span.end === caret;
}

function isMore({ condition, negated }: SearchTerm): boolean {
  return condition.kind !== 'words' || negated;
}
