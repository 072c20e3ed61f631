import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, EyeOff, RotateCcw, UnfoldHorizontal } from 'lucide-react';
import type { MouseEvent } from 'react';
import { type MenuAction, useContextMenu } from '../../ui/context-menu.tsx';
import { useCatalogStore } from './catalog-state.ts';
import {
  hideColumn,
  resetColumns,
  shiftColumn,
  sortReason,
  sortTo,
  WIDTH_STEP,
  widenColumn,
} from './column-actions.ts';
import { COLUMN_FACTS, type ColumnKey } from './column-layout.ts';

const ICON = { size: 14, 'aria-hidden': true } as const;

/** The menu of a column's head. */
export function useHeadMenu(columns: readonly ColumnKey[]) {
  const { open, menu } = useContextMenu('Column');
  return {
    menu,
    open: (event: MouseEvent, key: ColumnKey): void => {
      // The table has a menu for its rows.
      event.stopPropagation();
      open(event, columnActions(key, columns));
    },
  };
}

function columnActions(key: ColumnKey, columns: readonly ColumnKey[]): readonly MenuAction[] {
  const { sort, direction } = useCatalogStore.getState().query;
  const at = columns.indexOf(key);
  const stays = key === 'name' ? 'The name stays first' : undefined;
  const sorted = (way: 'asc' | 'desc') => (sort === key && direction === way ? 'It is' : sortReason(key));
  return [
    {
      id: 'asc',
      label: 'Sort up',
      icon: <ArrowUp {...ICON} />,
      reason: sorted('asc'),
      run: () => sortTo(key, 'asc'),
    },
    {
      id: 'desc',
      label: 'Sort down',
      icon: <ArrowDown {...ICON} />,
      reason: sorted('desc'),
      run: () => sortTo(key, 'desc'),
    },
    {
      id: 'left',
      label: 'Move left',
      icon: <ArrowLeft {...ICON} />,
      reason: stays ?? (at <= 1 ? 'Only the name is before it' : undefined),
      run: () => shiftColumn(key, -1, columns),
    },
    {
      id: 'right',
      label: 'Move right',
      icon: <ArrowRight {...ICON} />,
      reason: stays ?? (at === columns.length - 1 ? 'It is the last' : undefined),
      run: () => shiftColumn(key, 1, columns),
    },
    {
      id: 'wider',
      label: 'Wider',
      icon: <UnfoldHorizontal {...ICON} />,
      run: () => widenColumn(key, 3 * WIDTH_STEP),
    },
    {
      id: 'hide',
      label: `Hide ${COLUMN_FACTS[key].label.toLowerCase()}`,
      icon: <EyeOff {...ICON} />,
      reason: key === 'name' ? 'A row without its name says nothing' : undefined,
      run: () => hideColumn(key),
    },
    {
      id: 'reset',
      label: 'Back to the usual columns',
      icon: <RotateCcw {...ICON} />,
      run: resetColumns,
    },
  ];
}
