import { ArrowDown, ArrowUp, Columns3 } from 'lucide-react';
import { Checkbox, DialogTrigger } from 'react-aria-components';
import { Button } from '../../ui/button.tsx';
import { NumberInput } from '../../ui/fields.tsx';
import { PanelPopover } from '../../ui/panel-popover.tsx';
import { changeSettings, useSettingsStore } from '../settings/settings-store.ts';
import {
  COLUMN_FACTS,
  type ColumnChoice,
  columnLayout,
  MIN_COLUMN_WIDTH,
  moveColumn,
} from './column-layout.ts';

/** Which columns, in which order, how wide: also for those who do not drag. */
export function ColumnsPopover() {
  const kept = useSettingsStore((state) => state.settings.columns);
  const layout = columnLayout(kept);
  const keep = (next: readonly ColumnChoice[]): void => void changeSettings({ columns: [...next] });
  const change = (key: string, patch: Partial<ColumnChoice>): void =>
    keep(layout.map((choice) => (choice.key === key ? { ...choice, ...patch } : choice)));
  return (
    <DialogTrigger>
      <Button size="small">
        <Columns3 size={14} aria-hidden="true" />
        Columns
      </Button>
      <PanelPopover title="Columns" className="columns" placement="bottom end">
        {layout.map((choice, index) => (
          <div key={choice.key} className="column-line">
            <Checkbox
              className="checkbox"
              isSelected={choice.visible}
              isDisabled={choice.key === 'name'}
              onChange={(visible) => change(choice.key, { visible })}
            >
              <span className="checkbox-box" aria-hidden="true" />
              {COLUMN_FACTS[choice.key].label}
              {choice.key === 'connection' && <span className="muted">in All images</span>}
            </Checkbox>
            <NumberInput
              className="column-width"
              label={`Width of ${COLUMN_FACTS[choice.key].label}`}
              hideLabel
              unit="px"
              min={MIN_COLUMN_WIDTH}
              max={2000}
              value={choice.width}
              onChange={(width) => width !== undefined && change(choice.key, { width })}
            />
            <MoveButton layout={layout} index={index} step={-1} keep={keep} />
            <MoveButton layout={layout} index={index} step={1} keep={keep} />
          </div>
        ))}
        <Button size="small" variant="quiet" onPress={() => keep([])}>
          Back to the usual columns
        </Button>
      </PanelPopover>
    </DialogTrigger>
  );
}

interface MoveButtonProps {
  readonly layout: readonly ColumnChoice[];
  readonly index: number;
  readonly step: -1 | 1;
  readonly keep: (layout: readonly ColumnChoice[]) => void;
}

function MoveButton({ layout, index, step, keep }: MoveButtonProps) {
  const choice = layout[index];
  if (choice === undefined) return null;
  const moved = moveColumn(layout, choice.key, step);
  const Arrow = step < 0 ? ArrowUp : ArrowDown;
  return (
    <Button
      variant="icon"
      size="small"
      aria-label={`Move ${COLUMN_FACTS[choice.key].label} ${step < 0 ? 'left' : 'right'}`}
      reason={
        moved === layout ? (choice.key === 'name' ? 'The name stays first' : 'It is at the end') : undefined
      }
      onPress={() => keep(moved)}
    >
      <Arrow size={13} aria-hidden="true" />
    </Button>
  );
}
