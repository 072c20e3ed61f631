import { Ellipsis } from 'lucide-react';
import { MenuTrigger, Popover } from 'react-aria-components';
import { Button } from './button.tsx';
import { ActionMenu, type MenuAction } from './context-menu.tsx';
import { visibleText } from './visible-text.ts';

/** The three dots of a line in the sidebar, with what can be done to it. */
export function MoreMenu({
  name,
  actions,
}: {
  readonly name: string;
  readonly actions: readonly MenuAction[];
}) {
  return (
    <MenuTrigger>
      <Button
        variant="icon"
        size="small"
        className="cloud-more"
        aria-label={`Actions for ${visibleText(name)}`}
      >
        <Ellipsis size={14} aria-hidden="true" />
      </Button>
      <Popover className="popover" placement="bottom end" offset={2}>
        <ActionMenu label={name} actions={actions} />
      </Popover>
    </MenuTrigger>
  );
}
