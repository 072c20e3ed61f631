/**
 * Somebody in the address book: a project or a user whom images are shared with, by a name of one's own.
 * Ordinary users cannot ask a cloud for the names of others' projects. Kept on this computer only.
 */
export interface Partner {
  /** What the service knows them by: a project's id (Glance), a user's (Plankton). */
  readonly memberId: string;
  /** What a person calls them. */
  readonly name: string;
  /** Index into the page's cloud colours, 0 to 7. */
  readonly color: number;
  /** The connection to their cloud; `null`: any. With `memberId` it tells partners apart. */
  readonly connection: string | null;
}
