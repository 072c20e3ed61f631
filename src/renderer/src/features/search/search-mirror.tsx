import type { SearchPiece } from './search-pieces.ts';

/**
 * The same text behind the field, unseen but for the grounds and underlines of its pieces. The field stays one
 * real text input, with its own caret, selection, undo and input methods.
 */
export function SearchMirror({
  pieces,
  scrolled,
}: {
  readonly pieces: readonly SearchPiece[];
  readonly scrolled: number;
}) {
  return (
    <div className="search-mirror" aria-hidden="true">
      <div style={{ transform: `translateX(${-scrolled}px)` }}>
        {pieces.map(({ start, text, look }) => (
          <span key={start} className={`search-piece-${look}`}>
            {text}
          </span>
        ))}
      </div>
    </div>
  );
}
