import { RefreshCw } from 'lucide-react';
import { SearchBox } from '../features/catalog/search-box.tsx';
import { refreshClouds, useConnectionsStore } from '../features/connections/connections-store.ts';
import { SettingsPopover } from '../features/settings/settings-popover.tsx';
import { pickFiles } from '../features/upload/pick-files.ts';
import { BrandMark } from '../ui/brand-mark.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { shortcutLabel } from '../ui/shortcut-keys.tsx';

/** Brand, search, and the two things done most. `bare`: the brand and the settings only. */
export function TopBar({ bare }: { readonly bare: boolean }) {
  const syncing = useConnectionsStore(
    (state) => state.list?.some(({ health }) => health === 'syncing') ?? false,
  );
  return (
    <header className="top-bar">
      <div className="brand">
        <BrandMark size={20} />
        Argosy
      </div>
      {!bare && <SearchBox />}
      <span className="spacer" />
      {!bare && (
        <Button
          variant="quiet"
          className="refresh-button"
          tip={`Refresh all clouds (${shortcutLabel('Alt+R')})`}
          onPress={() => refreshClouds()}
        >
          <RefreshCw size={14} aria-hidden="true" className={classNames(syncing && 'turning')} />
          Refresh
        </Button>
      )}
      <SettingsPopover />
      {!bare && (
        <Button variant="primary" onPress={pickFiles}>
          Upload images…
        </Button>
      )}
    </header>
  );
}
