import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components';
import type { Image } from '#shared/model/index.ts';
import { showOverlay, showView } from '../../app/app-store.ts';
import { type Command, everyCommand } from '../../app/commands.ts';
import { call } from '../../app/session.ts';
import { runCommand } from '../../app/shortcuts.ts';
import { classNames } from '../../ui/class-names.ts';
import { CloudDot } from '../../ui/cloud-name.tsx';
import { formatBytes } from '../../ui/format-bytes.ts';
import { named } from '../../ui/named.ts';
import { ShortcutKeys } from '../../ui/shortcut-keys.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { selectImage } from '../catalog/catalog-store.ts';
import { imageKey } from '../catalog/selection.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { openInspector } from '../inspector/inspector-store.ts';
import { matchesTitle } from './match-title.ts';

const IMAGES_SHOWN = 8;
const PAUSE_MS = 120;
const close = (): void => showOverlay(undefined);

/** Every action by its name, and every image. */
export function Palette() {
  const [search, setSearch] = useState('');
  const found = useFoundImages(search);
  const images = found ?? [];
  const commands = everyCommand().filter(
    ({ id, title, group }) => id !== 'palette' && matchesTitle(`${title} ${group}`, search),
  );
  const run = (key: string): void => {
    const command = commands.find(({ id }) => id === key);
    const image = images.find((each) => imageKey(each) === key);
    close();
    // After the dialog has given the focus back, so that the command can move it.
    setTimeout(() => {
      if (command !== undefined) runCommand(command);
      else if (image !== undefined) {
        showView('images');
        selectImage(image);
        openInspector();
      }
    });
  };
  return (
    <ModalOverlay
      className="modal-veil palette-veil"
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) close();
      }}
    >
      <Modal className="modal palette-modal">
        <Dialog className="palette" aria-label="Find anything">
          <Autocomplete inputValue={search} onInputChange={setSearch}>
            <SearchField
              className="palette-search"
              aria-label="Actions and images"
              autoFocus
              // Escape closes at once, also what was typed into.
              onClear={close}
            >
              <Search size={16} aria-hidden="true" />
              <Input
                role="combobox"
                aria-expanded="true"
                placeholder="What do you want to do, or which image?"
              />
            </SearchField>
            <ListBox
              className="menu palette-menu"
              aria-label="Actions and images"
              onAction={(key) => run(String(key))}
              renderEmptyState={() => (
                <p className="palette-empty">{found === undefined ? 'Looking…' : 'Nothing of this name.'}</p>
              )}
            >
              {commands.length > 0 && (
                <ListBoxSection>
                  <Header>Actions</Header>
                  {commands.map((command) => (
                    <CommandItem key={command.id} command={command} />
                  ))}
                </ListBoxSection>
              )}
              {/* They come later than the actions, and beneath them: what Enter is meant for stays the first. */}
              {images.length > 0 && (
                <ListBoxSection>
                  <Header>Images</Header>
                  {images.map((image) => (
                    <ImageItem key={imageKey(image)} image={image} />
                  ))}
                </ListBoxSection>
              )}
            </ListBox>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** What cannot be done now stays in the list and says why. */
function CommandItem({ command }: { readonly command: Command }) {
  const { id, title, shortcut } = command;
  const why = command.reason?.();
  return (
    <ListBoxItem id={id} textValue={title} className="menu-item">
      <span className={classNames('menu-item-label', why !== undefined && 'muted')}>{title}</span>
      {why !== undefined && <span className="muted palette-reason">{why}</span>}
      {shortcut !== undefined && <ShortcutKeys shortcut={shortcut} />}
    </ListBoxItem>
  );
}

function ImageItem({ image }: { readonly image: Image }) {
  const list = useConnectionsStore((state) => state.list);
  const color = list?.find(({ profile }) => profile.name === image.connection)?.profile.color ?? 0;
  const name = visibleText(named(image.name, image.id));
  return (
    <ListBoxItem id={imageKey(image)} textValue={name} className="menu-item">
      <CloudDot color={color} />
      <span className="menu-item-label">
        <bdi className="plain">{name}</bdi>
      </span>
      <span className="muted figure">
        {visibleText(image.connection)} · {formatBytes(image.sizeBytes)}
      </span>
    </ListBoxItem>
  );
}

/** The images that a text finds: `undefined` until they are known, never those of a text that was typed before. */
function useFoundImages(search: string): readonly Image[] | undefined {
  const [found, setFound] = useState<{ readonly by: string; readonly images: readonly Image[] }>();
  const words = search.trim();
  const isAsked = words.length >= 2;
  useEffect(() => {
    if (!isAsked) return;
    let stale = false;
    const keep = (images: readonly Image[]): void => {
      if (!stale) setFound({ by: words, images });
    };
    const timer = setTimeout(() => {
      const query = {
        search: words,
        sort: 'name',
        direction: 'asc',
        offset: 0,
        limit: IMAGES_SHOWN,
      } as const;
      call('catalog.window', query).then(
        ({ rows }) => keep(rows),
        () => keep([]),
      );
    }, PAUSE_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [words, isAsked]);
  if (!isAsked) return [];
  return found?.by === words ? found.images : undefined;
}
