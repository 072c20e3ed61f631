import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AllianceRows } from './alliance-rows.ts';
import { Blobs } from './blobs.ts';
import { DatasetRows } from './dataset-rows.ts';
import { DjinnImageRows } from './djinn-image-rows.ts';
import { DjinnNamespaceRows } from './djinn-namespace-rows.ts';
import { IdentityRows } from './identity-rows.ts';
import { ImageRows } from './image-rows.ts';
import { MemberRows } from './member-rows.ts';
import { PackageRows } from './package-rows.ts';
import { PithosBlocks } from './pithos-blocks.ts';
import { PithosRows } from './pithos-rows.ts';
import { Rows } from './rows.ts';
import { migrate } from './schema.ts';
import { SmallBlobRows } from './small-blob-rows.ts';
import { TaskRows } from './task-rows.ts';

/** Everything the sandbox remembers. All dialects are views of one of these. */
export class Store {
  readonly images: ImageRows;
  readonly members: MemberRows;
  readonly tasks: TaskRows;
  readonly identities: IdentityRows;
  readonly alliance: AllianceRows;
  readonly packages: PackageRows;
  readonly datasets: DatasetRows;
  readonly djinnImages: DjinnImageRows;
  readonly djinnNamespaces: DjinnNamespaceRows;
  readonly pithos: PithosRows;
  readonly smallBlobs: SmallBlobRows;
  readonly blobs: Blobs;
  readonly blocks: PithosBlocks;
  readonly #database: DatabaseSync;

  /**
   * Opens or creates the store in a folder, alone: a second process on the same folder is refused.
   * Work that the last process left unfinished is undone (saving and importing images are queued again).
   */
  constructor(directory: string) {
    mkdirSync(directory, { recursive: true });
    this.#database = new DatabaseSync(join(directory, 'sandbox.sqlite'), {
      enableForeignKeyConstraints: true,
    });
    this.#database.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;',
    );
    migrate(this.#database);
    this.images = new ImageRows(this.#database);
    this.members = new MemberRows(this.#database);
    this.tasks = new TaskRows(this.#database);
    this.identities = new IdentityRows(this.#database);
    this.alliance = new AllianceRows(this.#database);
    this.packages = new PackageRows(this.#database);
    this.datasets = new DatasetRows(this.#database);
    this.djinnImages = new DjinnImageRows(this.#database);
    this.djinnNamespaces = new DjinnNamespaceRows(this.#database);
    this.pithos = new PithosRows(this.#database);
    this.smallBlobs = new SmallBlobRows(this.#database);
    this.blobs = new Blobs(join(directory, 'blobs'), this.smallBlobs);
    this.blocks = new PithosBlocks(join(directory, 'blocks'));
    this.#undoUnfinished();
  }

  /** True until it was filled: accounts and example images come in one transaction, so it is all or none. */
  get isEmpty(): boolean {
    return this.identities.users().length === 0;
  }

  /** Runs several writes as one, at once faster and all or nothing. */
  transaction<Result>(work: () => Result): Result {
    return new Rows(this.#database).transaction(work);
  }

  async close(): Promise<void> {
    await this.blobs.close();
    this.#database.close();
  }

  #undoUnfinished(): void {
    this.#database.exec(`
      UPDATE images SET status = 'queued', size = NULL, virtual_size = NULL WHERE status IN ('saving', 'importing');
      DELETE FROM image_properties WHERE name = 'os_glance_import_task';
    `);
    this.tasks.failUnfinished();
    this.djinnImages.failUnfinished();
  }
}
