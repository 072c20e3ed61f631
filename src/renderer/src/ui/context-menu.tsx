import { ChevronRight } from 'lucide-react';
import { type MouseEvent, type ReactNode, useRef, useState } from 'react';
import { Menu, MenuItem, Popover, SubmenuTrigger } from 'react-aria-components';

export interface MenuAction {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly danger?: boolean;
  /** What comes of it, shown beneath. */
  readonly note?: string | undefined;
  /** Why it cannot be used now: shown beneath, and it is greyed. */
  readonly reason?: string | undefined;
  /** Opens a menu of its own; then `run` is never called. */
  readonly actions?: readonly MenuAction[];
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
      {actions.map((action) =>
        action.actions === undefined ? (
          <ActionItem key={action.id} action={action} />
        ) : (
          <SubmenuTrigger key={action.id}>
            <ActionItem action={action} />
            <Popover className="popover" offset={-2}>
              <ActionMenu label={action.label} actions={action.actions} />
            </Popover>
          </SubmenuTrigger>
        ),
      )}
    </Menu>
  );
}

function ActionItem({ action }: { readonly action: MenuAction }) {
  return (
    <MenuItem
      id={action.id}
      textValue={action.label}
      className={action.danger ? 'menu-item menu-item-danger' : 'menu-item'}
    >
      {action.icon}
      <span className="list-item-text">
        <span>{action.label}</span>
        {(action.reason ?? action.note) !== undefined && <small>{action.reason ?? action.note}</small>}
      </span>
      {action.actions !== undefined && <ChevronRight size={14} aria-hidden="true" />}
    </MenuItem>
  );
}

/** From the edge of a row, so that its menu stands under its text. */
const BENEATH_INSET = 24;

interface OpenMenu {
  readonly x: number;
  readonly y: number;
  readonly actions: readonly MenuAction[];
}

/**
 * A menu where the pointer is, or beneath `place` if the keyboard asked for it. Render `menu` anywhere; call
 * `open` from `onContextMenu`.
 */
export function useContextMenu(label: string) {
  const [shown, setShown] = useState<OpenMenu>();
  const anchor = useRef<HTMLSpanElement>(null);
  const open = (event: MouseEvent, actions: readonly MenuAction[], place?: Element | null): void => {
    event.preventDefault();
    // Only a menu with a trigger closes by itself.
    const closing = (action: MenuAction): MenuAction => ({
      ...action,
      ...(action.actions === undefined ? {} : { actions: action.actions.map(closing) }),
      run: () => {
        setShown(undefined);
        action.run();
      },
    });
    const beneath = place?.getBoundingClientRect();
    const point =
      beneath === undefined
        ? { x: event.clientX, y: event.clientY }
        : { x: beneath.left + BENEATH_INSET, y: beneath.bottom };
    setShown({ ...point, actions: actions.map(closing) });
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
