import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createPrivateFile, readPrivateFile } from '../../private-file.ts';
import { createSecretFile, type Sealer } from './secret-file.ts';
import type { Seal, SecretStore } from './secret-store.ts';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Secrets in `secrets.json`, AES-256-GCM under the key in `secrets.key`, both mode 0600. It keeps secrets out
 * of backups of single files, searches and shoulders; whoever can read both files can read the secrets,
 * which the label says.
 */
export function createEncryptedFileStore(home: string): SecretStore {
  const keyPath = join(home, 'secrets.key');
  const sealer: Sealer = {
    seal(name, secret) {
      const existing = readPrivateFile(keyPath);
      const key = checkedKey(existing ?? createPrivateFile(keyPath, randomBytes(KEY_BYTES)));
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
      // The name is bound in, so that entries cannot be swapped.
      cipher.setAAD(Buffer.from(name, 'utf8'));
      const data = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), data]);
    },
    open(name, sealed) {
      const key = checkedKey(readPrivateFile(keyPath));
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(name, 'utf8'));
      decipher.setAuthTag(tag);
      const data = sealed.subarray(NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(data), decipher.final()]).toString('utf8');
    },
  };
  const label = `an encrypted file in ${home} (its key lies beside it, readable only by you)`;
  return createSecretFile(join(home, 'secrets.json'), sealer, label);
}

/**
 * Secrets in `secrets.sealed.json`, each sealed by the host's own means (Electron's `safeStorage`), together
 * with the name that it belongs to.
 */
export function createSealedFileStore(home: string, seal: Seal, label: string): SecretStore {
  const sealer: Sealer = {
    seal: (name, secret) => seal.encrypt(JSON.stringify([name, secret])),
    open(name, sealed) {
      const opened: unknown = JSON.parse(seal.decrypt(sealed));
      if (!Array.isArray(opened) || opened[0] !== name || typeof opened[1] !== 'string') {
        throw new TypeError('sealed for another connection');
      }
      return opened[1];
    },
  };
  return createSecretFile(join(home, 'secrets.sealed.json'), sealer, label);
}

function checkedKey(key: Buffer | undefined): Buffer {
  if (key?.length !== KEY_BYTES) throw new TypeError('the key is missing or has the wrong length');
  return key;
}
