import { ChevronRight } from 'lucide-react';
import { type CSSProperties, memo } from 'react';
import type { CatalogGroup, CatalogGrouping } from '#shared/model/index.ts';
import { classNames } from '../../ui/class-names.ts';
import { CloudDot } from '../../ui/cloud-name.tsx';
import { fieldName } from '../../ui/field-name.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { cloudsWord, differingWords, groupHash, groupTitle, imagesWord } from './group-words.ts';
import type { RowContext } from './row-context.ts';

/** Clouds named in a line; the rest is counted. */
const CLOUDS_NAMED = 4;
const DOTS_SHOWN = 8;

interface GroupRowProps {
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly by: CatalogGrouping;
  /** `undefined` while its page is fetched. */
  readonly group: CatalogGroup | undefined;
  readonly expanded: boolean;
  readonly columns: number;
  readonly context: RowContext;
  readonly focused: boolean;
}

/** The line of a group: what its images share, how many they are, where they are. */
export const GroupRow = memo(function GroupRow(props: GroupRowProps) {
  const { index, top, height, by, group, expanded, columns, context, focused } = props;
  return (
    <tr
      id={`image-row-${index}`}
      data-index={index}
      aria-rowindex={index + 2}
      aria-level={1}
      aria-expanded={expanded}
      aria-selected={false}
      className={classNames('table-row', 'group-row', focused && 'table-row-focused')}
      style={{ '--top': `${top}px`, height } as CSSProperties}
    >
      <td aria-colindex={1} colSpan={columns} className="table-cell group-cell">
        {group === undefined ? (
          <span className="placeholder" />
        ) : (
          <GroupLine by={by} group={group} expanded={expanded} context={context} />
        )}
      </td>
    </tr>
  );
});

type GroupLineProps = { readonly by: CatalogGrouping; readonly group: CatalogGroup } & Pick<
  GroupRowProps,
  'expanded' | 'context'
>;

function GroupLine({ by, group, expanded, context }: GroupLineProps) {
  const hash = groupHash(by, group);
  return (
    <span className="group-line">
      <ChevronRight
        size={14}
        className={classNames('group-chevron', expanded && 'group-chevron-open')}
        aria-hidden="true"
      />
      {by === 'connection' && group.label !== null && (
        <CloudDot color={context.colors.get(group.label) ?? 0} />
      )}
      <bdi className={classNames('group-title', group.label === null && 'group-none')}>
        {groupTitle(by, group)}
      </bdi>
      {hash !== undefined && <span className="mono muted">{hash}</span>}
      <span className="muted figure">{imagesWord(group.images)}</span>
      {hash !== undefined ? (
        <SameBytes group={group} context={context} />
      ) : (
        by !== 'connection' && <GroupClouds group={group} context={context} />
      )}
    </span>
  );
}

/** Where the same bytes are, and whether they are kept alike everywhere. */
function SameBytes({ group, context }: Pick<GroupLineProps, 'group' | 'context'>) {
  const names = group.connections.map(({ connection }) => visibleText(connection)).join(', ');
  const differing = differingWords(group);
  return (
    <>
      <span className="group-dots muted" title={names}>
        {cloudsWord(group)}
        {group.connections.slice(0, DOTS_SHOWN).map(({ connection }) => (
          <CloudDot key={connection} color={context.colors.get(connection) ?? 0} />
        ))}
        <span className="visually-hidden">{names}</span>
      </span>
      {differing !== undefined && (
        <span className="muted group-words" title={group.differing.map(fieldName).join(', ')}>
          {differing}
        </span>
      )}
    </>
  );
}

function GroupClouds({ group, context }: Pick<GroupLineProps, 'group' | 'context'>) {
  const named = group.connections.slice(0, CLOUDS_NAMED);
  const rest = group.connections.slice(CLOUDS_NAMED);
  const all = group.connections.map((each) => `${visibleText(each.connection)} ${formatCount(each.images)}`);
  return (
    <span className="group-clouds" title={all.join('\n')}>
      {named.map(({ connection, images }) => (
        <span key={connection} className="group-cloud">
          <CloudDot color={context.colors.get(connection) ?? 0} />
          <Plain>{connection}</Plain>
          <span className="muted figure">{formatCount(images)}</span>
        </span>
      ))}
      {rest.length > 0 && (
        <span className="muted" title={rest.map(({ connection }) => visibleText(connection)).join(', ')}>
          +{rest.length}
        </span>
      )}
    </span>
  );
}
