import { ShieldAlert } from 'lucide-react';

const WORDS = 'Production: others depend on this cloud, so deleting asks for the name';

/** Stands beside a cloud that others depend on; with its word where there is room. */
export function ProductionSign({ word = false }: { readonly word?: boolean }) {
  if (word) {
    return (
      <span className="production-tag" title={WORDS}>
        <ShieldAlert size={12} aria-hidden="true" />
        production
      </span>
    );
  }
  return (
    <span className="production-sign" role="img" aria-label="production" title={WORDS}>
      <ShieldAlert size={13} aria-hidden="true" />
    </span>
  );
}
