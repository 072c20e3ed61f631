import { ShieldAlert } from 'lucide-react';

const WORDS = 'Production: others depend on this cloud, so deleting asks for the name';

/** Stands beside a cloud that others depend on. */
export function ProductionSign() {
  return (
    <span className="production-sign" role="img" aria-label="production" title={WORDS}>
      <ShieldAlert size={13} aria-hidden="true" />
    </span>
  );
}
