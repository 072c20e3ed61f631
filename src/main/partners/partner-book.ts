import { partner as partnerSchema } from '#shared/contract/index.ts';
import type { Partner } from '#shared/model/index.ts';
import type { SettingsStore } from '../settings/index.ts';

export type PartnerIdentity = Pick<Partner, 'memberId' | 'connection'>;

/**
 * The address book in the settings file. It is read anew before each answer and each change, because the
 * command line and the app may use the same file at once. An entry that is no partner (of a newer version,
 * or mistyped by hand) is passed over but stays in the file. Partners of a connection that was removed stay:
 * they are there again when a connection of that name is.
 */
export interface PartnerBook {
  /** By name, each once. */
  list(): readonly Partner[];
  /** Adds the partner, or changes the one of the same identity in its place. */
  save(partner: Partner): void;
  /** Whether there was one. */
  remove(identity: PartnerIdentity): boolean;
}

export function createPartnerBook(settings: Pick<SettingsStore, 'entries' | 'changeEntries'>): PartnerBook {
  return {
    list() {
      const partners = new Map<string, Partner>();
      for (const entry of settings.entries('partners')) {
        const partner = parsePartner(entry);
        if (partner === undefined) continue;
        const identity = JSON.stringify([partner.memberId, partner.connection]);
        if (!partners.has(identity)) partners.set(identity, partner);
      }
      return [...partners.values()].sort(byName);
    },
    save: (partner) =>
      settings.changeEntries('partners', (entries) => {
        const at = entries.findIndex((entry) => isSame(parsePartner(entry), partner));
        return at < 0 ? [...entries, partner] : entries.with(at, partner);
      }),
    remove(identity) {
      let wasThere = false;
      settings.changeEntries('partners', (entries) => {
        const kept = entries.filter((entry) => !isSame(parsePartner(entry), identity));
        wasThere = kept.length < entries.length;
        return wasThere ? kept : entries;
      });
      return wasThere;
    },
  };
}

function parsePartner(entry: unknown): Partner | undefined {
  const parsed = partnerSchema.safeParse(entry);
  return parsed.success ? parsed.data : undefined;
}

function isSame(one: PartnerIdentity | undefined, other: PartnerIdentity): boolean {
  return one?.memberId === other.memberId && one.connection === other.connection;
}

const collator = new Intl.Collator('en', { numeric: true });

function byName(one: Partner, other: Partner): number {
  return (
    collator.compare(one.name, other.name) ||
    collator.compare(one.connection ?? '', other.connection ?? '') ||
    collator.compare(one.memberId, other.memberId)
  );
}
