import type { Store } from '../store/store.ts';

/** The clouds behind the gateway. What was not made through it is in the first. */
export const allianceNamespaces = ['ccsr1', 'ctlr2'] as const;

const cirros = 'b60c5f27-08d4-46e3-8c9a-1e7b3a92fd06';
const gparted = 'e27d9a50-31cb-4f68-b4f2-8a5e60d7c309';

/** Puts some of the example images into the second cloud too. */
export function seedAlliance({ alliance }: Store): void {
  for (const id of [cirros, gparted]) alliance.put(id, { namespaces: allianceNamespaces, copyFrom: null });
}
