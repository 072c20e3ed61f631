import type { ConnectionKind } from './connection.ts';

/** What an `argosy://accept` link says. Anybody can write one: nothing in it is to be believed unseen. */
export interface AcceptLink {
  readonly kind: ConnectionKind;
  /** The cloud's public address: of its sign-in (Keystone), else of the service. Never a secret, never a query. */
  readonly cloud: string;
  readonly imageId: string;
  /** What the sender calls the image. */
  readonly imageName: string | null;
  /** Whom it was shared with. */
  readonly memberId: string | null;
}

/** What an owner gives to the receiver of an image. */
export interface HandOff {
  /** For a receiver with Argosy: `argosy://accept?…`. Opening it shows a review, and does nothing by itself. */
  readonly link: string;
  /** For one without: exact lines to type, each with what it does. */
  readonly commands: readonly { readonly purpose: string; readonly line: string }[];
  /** What the receiver should know: must accept, sees it at once. */
  readonly notes: readonly string[];
}

/** A link beside the connections that there are. No service was asked. */
export interface LinkReview {
  readonly link: AcceptLink;
  /** Connections to that cloud. `isMember`: the link names its account; `null` if that is not known. */
  readonly candidates: readonly { readonly connection: string; readonly isMember: boolean | null }[];
}
