import { createHash } from 'node:crypto';
import type { Caller } from './access.ts';
import type { JsonObject } from './replies.ts';

/** An id of the store (32 hexadecimal digits) in the 36 characters that FiFo's ids have. */
export function dashed(id: string): string {
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The caller as the sessions calls show it (fifo.md §2, §7). */
export function userView({ user, projectId, isAdmin, isMember }: Caller): JsonObject {
  const orgs = projectId === undefined ? [] : [dashed(projectId)];
  const role = isAdmin ? 'admin' : isMember ? 'member' : 'reader';
  return {
    uuid: dashed(user.id),
    name: user.name,
    roles: [dashed(createHash('md5').update(role).digest('hex'))],
    orgs,
    org: orgs[0],
    permissions: permissions(isAdmin, isMember),
    keys: [],
    yubikeys: user.passcode === null ? [] : ['sandbox'],
    metadata: {},
  };
}

function permissions(isAdmin: boolean, isMember: boolean): readonly (readonly string[])[] {
  if (isAdmin) return [['...']];
  const resources = ['packages', 'datasets'];
  const verbs = isMember ? ['list', 'create'] : ['list'];
  return [
    ...resources.flatMap((resource) => verbs.map((verb) => ['cloud', resource, verb])),
    ...resources.map((resource) => [resource, '_', 'get']),
  ];
}
