import { exactBytes, formatBytes } from './format-bytes.ts';
import { formatAbsolute, formatRelative } from './format-time.ts';
import { useNow } from './use-now.ts';

/** A size, with the exact number of bytes on hover. */
export function Bytes({ value }: { readonly value: number | null }) {
  return (
    <span className="figure" title={exactBytes(value)}>
      {formatBytes(value)}
    </span>
  );
}

/** A moment as an age, with the moment itself on hover. */
export function When({ iso }: { readonly iso: string | null }) {
  const now = useNow();
  if (iso === null) return <span className="figure">–</span>;
  return (
    <time className="figure" dateTime={iso} title={formatAbsolute(iso)}>
      {formatRelative(iso, now)}
    </time>
  );
}
