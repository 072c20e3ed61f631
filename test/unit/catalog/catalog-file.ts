import { DatabaseSync } from 'node:sqlite';

type Row = Readonly<Record<string, unknown>>;

/** What stands in a catalogue's file, read past all that the application does to read it. */
export function catalogFile(path: string) {
  const all = (sql: string, ...values: readonly string[]): readonly Row[] => {
    const database = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
    try {
      return database.prepare(sql).all(...values);
    } finally {
      database.close();
    }
  };
  return {
    all,
    /** Images that are seen, by connection and id. */
    images: () =>
      all(
        `SELECT connection, id, name, digest, image, raw FROM images JOIN documents USING (row)
          WHERE pending = 0 ORDER BY connection, id`,
      ),
    ids: (connection = 'cloud') =>
      all('SELECT id FROM images WHERE pending = 0 AND connection = ? ORDER BY id', connection).map((row) =>
        String(row['id']),
      ),
    names: (connection = 'cloud') =>
      Object.fromEntries(
        all(
          `SELECT id, image ->> 'name' AS name FROM images JOIN documents USING (row)
            WHERE pending = 0 AND connection = ? ORDER BY id`,
          connection,
        ).map((row) => [String(row['id']), row['name']]),
      ),
    changes: () => all('SELECT at, connection, id, kind, before FROM changes ORDER BY change'),
    kinds: () => all('SELECT kind, id FROM changes ORDER BY change').map(({ kind, id }) => `${kind} ${id}`),
    epoch: () => Number(all(`SELECT value FROM meta WHERE key = 'epoch'`)[0]?.['value']),
    connection: (name = 'cloud') => all('SELECT * FROM connections WHERE connection = ?', name)[0],
    /** Ids of the rows that the trigrams lead to. */
    withTrigrams: (...trigrams: readonly string[]) =>
      all(
        `SELECT id FROM images JOIN search_index ON rowid = row
          WHERE pending = 0 AND search_index MATCH ? ORDER BY id`,
        trigrams.map((trigram) => `"${trigram.replaceAll('"', '""')}"`).join(' AND '),
      ).map((row) => String(row['id'])),
    /** Everything that anybody may be told. */
    dump(): string {
      const tables = {
        images: `SELECT * FROM images JOIN documents USING (row) JOIN search_texts USING (row)
                  WHERE pending = 0 ORDER BY row`,
        order: 'SELECT row FROM images ORDER BY name, connection, id',
        changes: 'SELECT * FROM changes ORDER BY change',
        byTime: 'SELECT change FROM changes ORDER BY at, change',
        syncs: 'SELECT * FROM syncs ORDER BY sync',
        connections: 'SELECT * FROM connections ORDER BY connection',
        kept: 'SELECT * FROM kept ORDER BY connection, kind, key',
        index: `SELECT rowid FROM search_index WHERE search_index MATCH '"deb" OR "ubu" OR "gol" OR "1-1"'`,
      };
      return JSON.stringify(Object.entries(tables).map(([name, sql]) => [name, all(sql)]));
    },
  };
}
