import { classNames } from './class-names.ts';
import { visibleText } from './visible-text.ts';

interface PlainProps {
  readonly children: string;
  readonly className?: string | undefined;
  /** Shown on hover; the text itself unless given. */
  readonly title?: string | undefined;
}

/** Text that came from elsewhere: never markup, its direction kept to itself, its invisible characters shown. */
export function Plain({ children, className, title }: PlainProps) {
  const text = visibleText(children);
  return (
    <bdi className={classNames('plain', className)} title={title ?? text}>
      {text}
    </bdi>
  );
}
