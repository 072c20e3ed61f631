import { Tooltip } from 'react-aria-components';

/** The words beside a control, shown on hover and on focus. */
export function Tip({ children }: { readonly children: string }) {
  return (
    <Tooltip className="tip" offset={6}>
      {children}
    </Tooltip>
  );
}
