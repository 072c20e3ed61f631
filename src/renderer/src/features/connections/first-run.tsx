import { type ReactNode, useEffect } from 'react';
import { Button } from 'react-aria-components';
import type { ImportFile } from '#shared/contract/index.ts';
import { attempt } from '../../app/toast-queue.ts';
import { BrandMark } from '../../ui/brand-mark.tsx';
import { classNames } from '../../ui/class-names.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { useSettingsStore } from '../settings/settings-store.ts';
import {
  discoverFiles,
  showConnectionDialog,
  startSandbox,
  useConnectionsStore,
} from './connections-store.ts';

/** With no cloud yet: three ways in. */
export function FirstRun() {
  const discovered = useConnectionsStore((state) => state.discovered);
  const starting = useConnectionsStore((state) => state.sandboxStarting);
  const sandboxAvailable = useSettingsStore((state) => state.info?.sandboxAvailable ?? true);
  useEffect(() => attempt('connections.discover', discoverFiles), []);
  const found = (discovered ?? []).filter((file) => file.candidates.length > 0);
  return (
    <main className="first-run">
      <div className="first-run-inner">
        <BrandMark size={56} />
        <h1>Bring your images aboard</h1>
        <p className="first-run-promise">
          Argosy keeps credentials on this computer and streams straight to your clouds. Nothing is copied on
          the way.
        </p>
        <div className="ways">
          <Way
            badge={
              discovered === undefined
                ? 'Looking…'
                : found.length > 0
                  ? 'Found on this computer'
                  : 'Choose or drop a file'
            }
            tone={found.length > 0 ? 'good' : 'off'}
            title="Import clouds.yaml"
            marked={found.length > 0}
            onPress={() => showConnectionDialog({ type: 'import', start: { from: 'discovered' } })}
          >
            {foundWords(found)}
          </Way>
          <Way
            badge="6 kinds of service"
            tone="off"
            title="Add a cloud"
            onPress={() => showConnectionDialog({ type: 'add' })}
          >
            OpenStack, Plankton, Alliance, Nova, Djinn CI or Project-FiFo.
          </Way>
          <Way
            badge={starting ? 'Starting…' : sandboxAvailable ? 'Nothing to configure' : 'Not available here'}
            tone="off"
            title="Try the sandbox"
            disabled={starting || !sandboxAvailable}
            onPress={() => void startSandbox()}
          >
            A small image service on this computer, to learn and to test with.
          </Way>
        </div>
        <p className="first-run-drop">or drop a qcow2 anywhere in this window</p>
      </div>
    </main>
  );
}

interface WayProps {
  readonly badge: string;
  readonly tone: 'good' | 'off';
  readonly title: string;
  readonly marked?: boolean;
  readonly disabled?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function Way({ badge, tone, title, marked = false, disabled = false, onPress, children }: WayProps) {
  return (
    <Button className={classNames('way', marked && 'way-marked')} isDisabled={disabled} onPress={onPress}>
      <span className={`badge badge-${tone}`}>{badge}</span>
      <strong>{title}</strong>
      <span className="way-text">{children}</span>
    </Button>
  );
}

function foundWords(found: readonly ImportFile[]): string {
  const [first] = found;
  if (first === undefined)
    return 'The file that the OpenStack commands use, or an openrc. You choose which clouds.';
  const count = found.reduce((sum, { candidates }) => sum + candidates.length, 0);
  const where = found.length === 1 ? `in ${visibleText(shortPath(first.path))}` : `in ${found.length} files`;
  return `${count === 1 ? '1 cloud' : `${count} clouds`} ${where}. You choose which; the file is not changed.`;
}

/** The last two parts of a path: enough to know it again. */
function shortPath(path: string): string {
  return path.split(/[\\/]/).slice(-2).join('/');
}
