import { CloudDot } from '../../ui/cloud-name.tsx';
import { Plain } from '../../ui/plain.tsx';
import { shortId, visibleText } from '../../ui/visible-text.ts';
import { usePartner } from './partners-store.ts';

interface PartnerNameProps {
  readonly memberId: string;
  readonly connection: string;
  /** How the service calls them, for whom the address book does not have. */
  readonly name?: string | null | undefined;
}

/** Whom a member is: by the own name and colour, else the service's name, else the id. */
export function PartnerName({ memberId, connection, name = null }: PartnerNameProps) {
  const partner = usePartner(memberId, connection);
  const called = partner?.name ?? (name === memberId ? null : name);
  if (called === null) {
    return (
      <Plain className="mono partner-id" title={visibleText(memberId)}>
        {memberId}
      </Plain>
    );
  }
  return (
    <span className="partner-name">
      {partner !== undefined && <CloudDot color={partner.color} />}
      <Plain className="partner-title">{called}</Plain>
      <small className="mono muted" title={visibleText(memberId)}>
        {memberId.includes('@') ? visibleText(memberId) : shortId(memberId)}
      </small>
    </span>
  );
}
