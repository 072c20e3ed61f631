import type { ReactNode } from 'react';
import { Dialog, Heading, Popover, type PopoverProps } from 'react-aria-components';

/** React Aria names the box after its button as well as the dialog in it; a box without a role has no name. */
const NO_NAME = { 'aria-labelledby': '' } as const;

interface PanelPopoverProps {
  readonly title: ReactNode;
  readonly className: string;
  readonly placement: NonNullable<PopoverProps['placement']>;
  readonly children: ReactNode;
}

/** A small panel beside its button: a heading and what it has to say. Stands in a `DialogTrigger`. */
export function PanelPopover({ title, className, placement, children }: PanelPopoverProps) {
  return (
    <Popover {...NO_NAME} className="popover" placement={placement} offset={6}>
      <Dialog className={className}>
        <Heading slot="title" level={2}>
          {title}
        </Heading>
        {children}
      </Dialog>
    </Popover>
  );
}
