import { ShieldCheck } from 'lucide-react';
import type { Image, JsonValue } from '#shared/model/index.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { useTransfersStore } from '../transfers/transfers-store.ts';
import { hashLabel, hexValues } from './hash-words.ts';

interface HashesTabProps {
  readonly image: Image;
  readonly raw: JsonValue | undefined;
}

interface KnownHash {
  readonly name: string;
  readonly value: string;
  readonly from: string;
  readonly verified: boolean;
}

/** Every hash of the bytes: the service's, those in its document, and those of transfers that passed here. */
export function HashesTab({ image, raw }: HashesTabProps) {
  const transfers = useTransfersStore((state) => state.transfers);
  const hashes: KnownHash[] = [];
  const add = (hash: KnownHash): void => {
    const held = hashes.findIndex(({ value }) => value === hash.value);
    if (held < 0) hashes.push(hash);
    else if (hash.verified) hashes[held] = hash;
  };
  if (image.checksum !== null) {
    add({
      name: hashLabel(image.checksum.algo),
      value: image.checksum.value,
      from: 'reported by the service',
      verified: false,
    });
  }
  for (const [key, value] of hexValues(raw)) {
    add({ name: visibleText(key), value, from: "in the service's document", verified: false });
  }
  for (const { receipt } of transfers.values()) {
    if (receipt?.imageId !== image.id || receipt.connection !== image.connection) continue;
    const { hash, sha256 } = receipt;
    if (hash !== null) {
      const from = hash.verified ? 'equal here and at the service' : 'reported by the service';
      add({ name: hashLabel(hash.algo), value: hash.value, from, verified: hash.verified });
    }
    if (sha256 !== null)
      add({ name: 'SHA-256', value: sha256, from: 'of the bytes that passed here', verified: false });
  }
  if (hashes.length === 0) return <p className="tab-empty">The service reports no hash for this image.</p>;
  return (
    <ul className="hashes">
      {hashes.map((hash) => (
        <li key={hash.value} className="card">
          <div className="hash-head">
            <strong>{hash.name}</strong>
            <span className={hash.verified ? 'hash-verified' : 'muted'}>
              {hash.verified && <ShieldCheck size={13} aria-hidden="true" />}
              {hash.from}
            </span>
            <CopyButton text={hash.value} what={hash.name} />
          </div>
          <code className="hash-value">{visibleText(hash.value)}</code>
        </li>
      ))}
    </ul>
  );
}
