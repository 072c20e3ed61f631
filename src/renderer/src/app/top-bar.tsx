import { ChevronDown, Link, RefreshCw, Undo2 } from 'lucide-react';
import { MenuTrigger, Popover } from 'react-aria-components';
import { noCloudReason } from '../features/connections/abilities-now.ts';
import { useConnectionsStore } from '../features/connections/connections-store.ts';
import { openImport } from '../features/import/import-store.ts';
import { refreshAll } from '../features/packages/refresh-all.ts';
import { SearchBox } from '../features/search/search-box.tsx';
import { SettingsPopover } from '../features/settings/settings-popover.tsx';
import { pickFiles } from '../features/upload/pick-files.ts';
import { BrandMark } from '../ui/brand-mark.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { ActionMenu } from '../ui/context-menu.tsx';
import { shortcutLabel } from '../ui/shortcut-keys.tsx';
import { visibleText } from '../ui/visible-text.ts';
import { undoLast, useUndoStore } from './undo-stack.ts';

const OTHER_WAYS = 'Other ways to add an image';

/** Brand, search, and the two things done most. `bare`: the brand and the settings only. */
export function TopBar({ bare }: { readonly bare: boolean }) {
  const syncing = useConnectionsStore(
    (state) => state.list?.some(({ health }) => health === 'syncing') ?? false,
  );
  const noCloud = useConnectionsStore(({ list = [], asOf }) => noCloudReason(list, asOf));
  return (
    <header className="top-bar">
      <div className="brand">
        <BrandMark size={20} />
        Argosy
      </div>
      {!bare && <SearchBox />}
      <span className="spacer" />
      {!bare && <UndoButton />}
      {!bare && (
        <Button
          variant="quiet"
          className="refresh-button"
          tip={`Refresh all clouds (${shortcutLabel('Alt+R')})`}
          onPress={refreshAll}
        >
          <RefreshCw size={14} aria-hidden="true" className={classNames(syncing && 'turning')} />
          <span className="refresh-word">Refresh</span>
        </Button>
      )}
      <SettingsPopover />
      {!bare && (
        <span className="split-button">
          <Button variant="primary" reason={noCloud} onPress={pickFiles}>
            Upload images…
          </Button>
          {noCloud !== undefined ? (
            <Button variant="primary" className="top-menu" aria-label={OTHER_WAYS} reason={noCloud}>
              <ChevronDown size={14} aria-hidden="true" />
            </Button>
          ) : (
            <MenuTrigger>
              <Button variant="primary" className="top-menu" aria-label={OTHER_WAYS}>
                <ChevronDown size={14} aria-hidden="true" />
              </Button>
              <Popover className="popover" placement="bottom end" offset={4}>
                <ActionMenu
                  label={OTHER_WAYS}
                  actions={[
                    {
                      id: 'import-image',
                      label: 'Import from a URL…',
                      icon: <Link size={14} aria-hidden="true" />,
                      run: () => openImport(),
                    },
                  ]}
                />
              </Popover>
            </MenuTrigger>
          )}
        </span>
      )}
    </header>
  );
}

/** Only while there is something to take back. */
function UndoButton() {
  const last = useUndoStore(({ stack }) => stack.at(-1));
  if (last === undefined) return null;
  return (
    <Button
      variant="quiet"
      className="refresh-button"
      tip={`Take back: ${visibleText(last.title)} (${shortcutLabel('Mod+Z')})`}
      onPress={undoLast}
    >
      <Undo2 size={14} aria-hidden="true" />
      <span className="refresh-word">Undo last change</span>
    </Button>
  );
}
