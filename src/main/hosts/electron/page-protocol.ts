import { protocol, type Session } from 'electron';
import { pageDirectory, readPageFile } from '../page/index.ts';
import { PAGE_SCHEME } from './page-address.ts';

/** Must run before the app is ready. A standard, secure scheme gives the page an origin of its own. */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built page, and nothing else, to windows of this session. */
export function servePage(session: Session, directory: string = pageDirectory()): void {
  session.protocol.handle(PAGE_SCHEME, async (request) => {
    const url = new URL(request.url);
    const file =
      request.method === 'GET' && url.host === 'app'
        ? await readPageFile(directory, url.pathname)
        : undefined;
    if (file === undefined) return new Response('Not found.', { status: 404 });
    return new Response(new Uint8Array(file.body), {
      headers: {
        ...file.headers,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      },
    });
  });
}
