import { showOverlay } from '../../app/app-store.ts';
import { COMMANDS } from '../../app/commands.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { ShortcutKeys } from '../../ui/shortcut-keys.tsx';

/** Keys of the list that are no commands of their own. */
const LIST_KEYS: readonly { readonly keys: readonly string[]; readonly title: string }[] = [
  { keys: ['↑', '↓', 'Home', 'End', 'Page ↑', 'Page ↓'], title: 'Move in the list' },
  { keys: ['Shift+↑', 'Shift+↓'], title: 'Choose a stretch' },
  { keys: ['Mod+↑', 'Mod+↓', 'Mod+Enter'], title: 'Move without choosing; choose one more' },
  { keys: ['Enter'], title: 'Open the inspector; expand or collapse a group' },
  { keys: ['←', '→'], title: 'Collapse and expand groups, go into and out of them' },
  { keys: ['←', '→', 'Shift+←', 'Mod+←'], title: 'In the head: go to a column, make it narrower, move it' },
  { keys: ['Enter', 'Insert', 'Delete'], title: 'In a tree: change, add beneath, remove' },
];

/** All shortcuts on one sheet. */
export function ShortcutSheet() {
  const close = (): void => showOverlay(undefined);
  return (
    <ModalDialog title="Keyboard shortcuts" onClose={close}>
      <dl className="shortcuts">
        {LIST_KEYS.map(({ keys, title }) => (
          <ShortcutLine key={title} keys={keys} title={title} />
        ))}
        {COMMANDS.map(({ id, title, shortcut, secondShortcut }) => {
          const keys = [shortcut, secondShortcut].filter((key) => key !== undefined);
          return keys.length === 0 ? null : <ShortcutLine key={id} keys={keys} title={title} />;
        })}
      </dl>
    </ModalDialog>
  );
}

function ShortcutLine({ keys, title }: { readonly keys: readonly string[]; readonly title: string }) {
  return (
    <div className="shortcut-line">
      <dt>{title}</dt>
      <dd>
        {keys.map((key) => (
          <ShortcutKeys key={key} shortcut={key} />
        ))}
      </dd>
    </div>
  );
}
