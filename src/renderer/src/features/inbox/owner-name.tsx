import { visibleText } from '../../ui/visible-text.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { PartnerName } from '../partners/partner-name.tsx';
import { ownAccountName } from './own-accounts.ts';

interface OwnerNameProps {
  readonly owner: string;
  readonly connection: string;
}

/** Who shares an image: by the address book, else as one of the own connections; the id on hovering. */
export function OwnerName({ owner, connection }: OwnerNameProps) {
  const name = useConnectionsStore(({ list, known }) => ownAccountName(owner, connection, list ?? [], known));
  return (
    <span className="inbox-owner" title={visibleText(owner)}>
      <PartnerName memberId={owner} connection={connection} name={name} />
    </span>
  );
}
