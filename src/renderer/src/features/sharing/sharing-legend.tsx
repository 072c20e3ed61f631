import type { ConnectionKind } from '#shared/model/index.ts';
import { KIND_LABELS } from '#shared/model/index.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { kindWords } from '../inspector/member-words.ts';

interface SharingLegendProps {
  readonly clouds: readonly string[];
  /** What the last click or key could not do. */
  readonly refused: string | undefined;
}

/** What each system really does with members, and how the matrix is worked with. */
export function SharingLegend({ clouds, refused }: SharingLegendProps) {
  const list = useConnectionsStore((state) => state.list) ?? [];
  const kinds = [
    ...new Set(
      list.filter(({ profile }) => clouds.includes(profile.name)).map(({ profile }) => profile.kind),
    ),
  ].filter((kind) => kindWords(kind) !== undefined);
  return (
    <footer className="sharing-legend">
      <p role="status" className={refused === undefined ? undefined : 'sharing-refused'}>
        {refused}
      </p>
      {kinds.map((kind: ConnectionKind) => (
        <p key={kind}>
          <b>{KIND_LABELS[kind]}:</b> {kindWords(kind)}
        </p>
      ))}
      {kinds.length > 0 && (
        <p>
          Click a cell, or drag over several, to plan; nothing is sent before Apply. With keys: arrows, Space,
          and Shift for a block; Enter on a name or a head opens its menu.
        </p>
      )}
    </footer>
  );
}
