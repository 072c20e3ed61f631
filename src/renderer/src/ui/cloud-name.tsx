import { Plain } from './plain.tsx';

/** A cloud's own colour. Never alone: its name stands beside it. */
export function CloudDot({ color }: { readonly color: number }) {
  return <i className={`cloud-dot cloud-dot-${((color % 8) + 8) % 8}`} aria-hidden="true" />;
}

export function CloudName({ name, color }: { readonly name: string; readonly color: number }) {
  return (
    <span className="cloud-name">
      <CloudDot color={color} />
      <Plain>{name}</Plain>
    </span>
  );
}
