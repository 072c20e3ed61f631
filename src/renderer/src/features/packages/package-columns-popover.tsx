import { Columns3 } from 'lucide-react';
import { Checkbox, DialogTrigger } from 'react-aria-components';
import { Button } from '../../ui/button.tsx';
import { PanelPopover } from '../../ui/panel-popover.tsx';
import { changeSettings, useSettingsStore } from '../settings/settings-store.ts';
import { PACKAGE_COLUMN_LABELS } from './package-columns.ts';
import { PACKAGE_COLUMNS, shownColumns } from './package-list.ts';

/** Which columns the list of packages has; kept for the next time. */
export function PackageColumnsPopover() {
  const kept = useSettingsStore((state) => state.settings.packageColumns);
  const shown: readonly string[] = shownColumns(kept, false).filter((column) => column !== 'name');
  return (
    <DialogTrigger>
      <Button size="small">
        <Columns3 size={14} aria-hidden="true" />
        Columns
      </Button>
      <PanelPopover title="Columns" className="columns" placement="bottom end">
        {PACKAGE_COLUMNS.filter((column) => column !== 'name' && column !== 'connection').map((column) => (
          <div key={column} className="column-line">
            <Checkbox
              className="checkbox"
              isSelected={shown.includes(column)}
              onChange={(on) =>
                void changeSettings({
                  packageColumns: on ? [...shown, column] : shown.filter((each) => each !== column),
                })
              }
            >
              <span className="checkbox-box" aria-hidden="true" />
              {PACKAGE_COLUMN_LABELS[column]}
            </Checkbox>
          </div>
        ))}
        <Button size="small" variant="quiet" onPress={() => void changeSettings({ packageColumns: null })}>
          Back to the usual columns
        </Button>
      </PanelPopover>
    </DialogTrigger>
  );
}
