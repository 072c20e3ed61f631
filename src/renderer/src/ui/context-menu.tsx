import { type MouseEvent, type ReactNode, useRef, useState } from 'react';
import { Menu, MenuItem, Popover } from 'react-aria-components';

export interface MenuAction {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly danger?: boolean;
  /** Why it cannot be used now: shown beneath, and it is greyed. */
  readonly reason?: string | undefined;
  readonly run: () => void;
}

/** The items of any menu of actions, each "no" with its reason. */
export function ActionMenu({
  label,
  actions,
}: {
  readonly label: string;
  readonly actions: readonly MenuAction[];
}) {
  return (
    <Menu
      className="menu"
      aria-label={label}
      disabledKeys={actions.filter(({ reason }) => reason !== undefined).map(({ id }) => id)}
      onAction={(key) => actions.find(({ id }) => id === key)?.run()}
    >
      {actions.map((action) => (
        <MenuItem
          key={action.id}
          id={action.id}
          textValue={action.label}
          className={action.danger ? 'menu-item menu-item-danger' : 'menu-item'}
        >
          {action.icon}
          <span className="list-item-text">
            <span>{action.label}</span>
            {action.reason !== undefined && <small>{action.reason}</small>}
          </span>
        </MenuItem>
      ))}
    </Menu>
  );
}

interface OpenMenu {
  readonly x: number;
  readonly y: number;
  readonly actions: readonly MenuAction[];
}

/** A menu where the pointer is. Render `menu` anywhere; call `open` from `onContextMenu`. */
export function useContextMenu(label: string) {
  const [shown, setShown] = useState<OpenMenu>();
  const anchor = useRef<HTMLSpanElement>(null);
  const open = (event: MouseEvent, actions: readonly MenuAction[]): void => {
    event.preventDefault();
    // Only a menu with a trigger closes by itself.
    const closing = actions.map((action) => ({
      ...action,
      run: () => {
        setShown(undefined);
        action.run();
      },
    }));
    setShown({ x: event.clientX, y: event.clientY, actions: closing });
  };
  const menu = (
    <>
      <span
        ref={anchor}
        className="context-anchor"
        style={shown === undefined ? undefined : { left: shown.x, top: shown.y }}
      />
      {shown !== undefined && (
        <Popover
          className="popover"
          aria-label={label}
          triggerRef={anchor}
          placement="bottom start"
          offset={0}
          isOpen
          onOpenChange={() => setShown(undefined)}
        >
          <ActionMenu label={label} actions={shown.actions} />
        </Popover>
      )}
    </>
  );
  return { open, menu };
}
