import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  TooltipTrigger,
} from 'react-aria-components';
import { classNames } from './class-names.ts';
import { Tip } from './tip.tsx';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'isDisabled'> {
  readonly variant?: 'plain' | 'primary' | 'quiet' | 'danger' | 'icon' | 'link';
  readonly size?: 'small' | undefined;
  /** Why it cannot be used now. It stays focusable, so that the reason can be read. */
  readonly reason?: string | undefined;
  /** What it does, where its face does not say it. */
  readonly tip?: string | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A button that always answers "why not". */
export function Button({
  variant = 'plain',
  size,
  reason,
  tip,
  className,
  onPress,
  isPending = false,
  ...rest
}: ButtonProps) {
  const usable = reason === undefined && !isPending;
  const button = (
    <AriaButton
      {...rest}
      {...(usable ? {} : { 'aria-disabled': 'true' as const })}
      {...(usable && onPress !== undefined ? { onPress } : {})}
      className={classNames(
        'button',
        `button-${variant}`,
        size && `button-${size}`,
        isPending && 'button-busy',
        className,
      )}
    />
  );
  const text = isPending ? undefined : (reason ?? tip);
  if (text === undefined) return button;
  return (
    <TooltipTrigger delay={reason === undefined ? 600 : 150} closeDelay={0}>
      {button}
      <Tip>{text}</Tip>
    </TooltipTrigger>
  );
}
