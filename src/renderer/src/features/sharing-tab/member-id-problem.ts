import type { ConnectionKind } from '#shared/model/index.ts';

/** Keystone makes ids of 32 hexadecimal digits; directories behind it may make 64, or UUIDs. */
const PROJECT_ID = /^(?:[0-9a-f]{32}|[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const PLANKTON_MEMBER = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[^@\s]+@[^@\s]+)$/i;

/**
 * Why an id is likely a slip; `undefined` if it looks right. A warning, never a refusal: Glance takes any word
 * for a project and tells nobody that there is none of it (glance-v2.md §4, Members).
 */
export function memberIdProblem(kind: ConnectionKind | undefined, memberId: string): string | undefined {
  if (kind === 'glance' && !PROJECT_ID.test(memberId)) {
    return 'does not look like a project’s id (32 hexadecimal digits). Glance does not check it: a name or a slip shares with nobody.';
  }
  if (kind === 'plankton' && !PLANKTON_MEMBER.test(memberId)) {
    return 'does not look like a user’s UUID or e-mail address.';
  }
  return undefined;
}
