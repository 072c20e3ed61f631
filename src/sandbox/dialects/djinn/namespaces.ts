import type { DjinnAccount, DjinnNamespace } from '../../store/djinn-namespace-rows.ts';
import type { Services } from '../dialect.ts';
import type { Access, Call } from './access.ts';
import { parseJson } from './form.ts';
import { replyImages } from './list.ts';
import { DjinnFault, InvalidForm, notFound, replyJson } from './replies.ts';
import type { Views } from './views.ts';

/** Namespaces, and who is let into them: collaborators and invites (djinn.md §4 "Sharing"). */
export class Namespaces {
  readonly #services: Services;
  readonly #access: Access;
  readonly #views: Views;

  constructor(services: Services, access: Access, views: Views) {
    this.#services = services;
    this.#access = access;
    this.#views = views;
  }

  list({ exchange }: Call): void {
    const account = this.#access.require(exchange, 'namespace:read');
    const namespaces = this.#services.store.djinnNamespaces.ofAccount(account.id);
    replyJson(
      exchange,
      200,
      namespaces.map((namespace) => this.#views.namespace(namespace, exchange)),
    );
  }

  show(call: Call): void {
    replyJson(call.exchange, 200, this.#views.namespace(this.#readable(call), call.exchange));
  }

  children(call: Call): void {
    const children = this.#services.store.djinnNamespaces.children(this.#readable(call).id);
    replyJson(
      call.exchange,
      200,
      children.map((child) => this.#views.namespace(child, call.exchange)),
    );
  }

  images(call: Call): void {
    const scope = { kind: 'namespace', namespaceId: this.#readable(call).id } as const;
    replyImages(this.#services, this.#views, call.exchange, scope, 'none');
  }

  collaborators(call: Call): void {
    const { namespace } = this.#owned(call);
    const collaborators = this.#services.store.djinnNamespaces.collaborators(namespace.id);
    replyJson(
      call.exchange,
      200,
      collaborators.map((collaborator) => this.#views.collaborator(collaborator, call.exchange)),
    );
  }

  removeCollaborator(call: Call): void {
    const { namespace } = this.#owned(call, 'namespace:delete');
    const { djinnNamespaces } = this.#services.store;
    const account = djinnNamespaces.accountOf(decoded(call.parameters[2]));
    if (account === undefined || !djinnNamespaces.removeCollaborator(namespace.id, account.id))
      throw new DjinnFault(400, 'No such collaborator');
    call.exchange.reply(204, {});
  }

  invites(call: Call): void {
    const { namespace } = this.#owned(call, 'invite:read');
    const invites = this.#services.store.djinnNamespaces.invites('namespace_id', namespace.id);
    replyJson(
      call.exchange,
      200,
      invites.map((invite) => this.#views.invite(invite, call.exchange, false)),
    );
  }

  async invite(call: Call): Promise<void> {
    const { namespace, account } = this.#owned(call, 'invite:write');
    const handle = readHandle(parseJson(await call.exchange.body()));
    const invitee = this.#invitee(handle, namespace, account);
    const invite = this.#services.store.djinnNamespaces.addInvite(namespace.id, invitee.id, account.id);
    if (invite === undefined) throw new DjinnFault(500);
    replyJson(call.exchange, 201, this.#views.invite(invite, call.exchange));
  }

  received({ exchange }: Call): void {
    const account = this.#access.require(exchange, 'invite:read');
    const invites = this.#services.store.djinnNamespaces.invites('invitee_id', account.id);
    replyJson(
      exchange,
      200,
      invites.map((invite) => this.#views.invite(invite, exchange)),
    );
  }

  /** The invitee joins the namespace's root and with it all below. */
  accept({ exchange, parameters: [id = ''] }: Call): void {
    const account = this.#access.require(exchange, 'invite:write');
    const { store } = this.#services;
    const { djinnNamespaces } = store;
    const invite = djinnNamespaces.invite(Number(id));
    const namespace = invite === undefined ? undefined : djinnNamespaces.get(invite.namespaceId);
    const root = namespace === undefined ? undefined : djinnNamespaces.get(namespace.rootId);
    if (invite === undefined || invite.inviteeId !== account.id || root === undefined) throw notFound();
    store.transaction(() => {
      djinnNamespaces.addCollaborator(root.id, account.id);
      djinnNamespaces.removeInvite(invite.id);
    });
    replyJson(exchange, 200, {
      namespace: this.#views.namespace(root, exchange),
      invitee: this.#views.user(account),
      inviter: this.#views.user(djinnNamespaces.account(invite.inviterId)),
    });
  }

  /** The invitee declines, or the inviter withdraws. */
  reject({ exchange, parameters: [id = ''] }: Call): void {
    const account = this.#access.require(exchange, 'invite:write');
    const { djinnNamespaces } = this.#services.store;
    const invite = djinnNamespaces.invite(Number(id));
    if (invite === undefined || ![invite.inviteeId, invite.inviterId].includes(account.id)) throw notFound();
    djinnNamespaces.removeInvite(invite.id);
    exchange.reply(204, {});
  }

  #readable({ exchange, parameters: [username, path = ''] }: Call): DjinnNamespace {
    const namespace = this.#access.namespace(decoded(username), path);
    const token = this.#access.token(exchange);
    this.#access.requireReadable(namespace, token?.account);
    return namespace;
  }

  /** A namespace of the caller's own. @throws DjinnFault 404 for anybody else */
  #owned(
    { exchange, parameters: [username, path = ''] }: Call,
    permission = 'namespace:read',
  ): { namespace: DjinnNamespace; account: DjinnAccount } {
    const account = this.#access.require(exchange, permission);
    const namespace = this.#access.namespace(decoded(username), path);
    if (namespace.accountId !== account.id) throw notFound();
    return { namespace, account };
  }

  #invitee(handle: string, namespace: DjinnNamespace, inviter: DjinnAccount): DjinnAccount {
    const { store, switches } = this.#services;
    const { djinnNamespaces } = store;
    const isAnywhere = switches.flag('djinn-invite-anywhere');
    const invitee = djinnNamespaces.accountOf(handle);
    if (invitee === undefined) throw new DjinnFault(400, 'No such user');
    if (invitee.id === inviter.id) throw new DjinnFault(400, 'Cannot invite self');
    const invites = djinnNamespaces.invites('invitee_id', invitee.id);
    if (invites.some(({ namespaceId }) => isAnywhere || namespaceId === namespace.id))
      throw new DjinnFault(400, 'Invite already sent');
    const isInside = isAnywhere
      ? djinnNamespaces.isCollaboratorAnywhere(invitee.id)
      : djinnNamespaces.isCollaborator(namespace, invitee.id);
    if (isInside) throw new DjinnFault(400, 'Already a collaborator');
    return invitee;
  }
}

function readHandle(body: unknown): string {
  const handle: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'handle') : undefined;
  if (typeof handle === 'string' && handle !== '') return handle;
  throw new InvalidForm({ handle: ['Username or email field required'] });
}

function decoded(segment = ''): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw notFound();
  }
}
