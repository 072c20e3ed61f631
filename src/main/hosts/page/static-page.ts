import { randomBytes } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { contentSecurityPolicy, NONCE_PLACEHOLDER } from './content-security-policy.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** The bundler names these by their content, so they never change under the same name. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.\w+$/;

export interface PageFile {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Reads one file of the built page for a request's path (`/` is the document). `undefined` for whatever
 * is not a known kind of file inside `directory`: dot files, traversal, links that lead out.
 */
export async function readPageFile(directory: string, requestPath: string): Promise<PageFile | undefined> {
  const wanted = requestPath === '/' ? '/index.html' : requestPath;
  const type = TYPES[extname(wanted)];
  const path = decodePath(wanted);
  if (type === undefined || path === undefined) return undefined;
  try {
    const root = await realpath(directory);
    const file = await realpath(resolve(root, `.${path}`));
    if (!file.startsWith(root + sep)) return undefined;
    return wanted.endsWith('.html')
      ? document(await readFile(file, 'utf8'), type)
      : plain(await readFile(file), type, HASHED.test(path));
  } catch {
    return undefined;
  }
}

/** The path decoded, if every segment of it is an ordinary name. */
function decodePath(path: string): string | undefined {
  try {
    const decoded = decodeURIComponent(path);
    const ordinary = decoded
      .split('/')
      .slice(1)
      .every((segment) => /^[\w][\w. @-]*$/.test(segment));
    return ordinary ? decoded : undefined;
  } catch {
    return undefined;
  }
}

function document(html: string, type: string): PageFile {
  const nonce = randomBytes(16).toString('base64url');
  return {
    body: Buffer.from(html.replaceAll(NONCE_PLACEHOLDER, nonce)),
    headers: {
      'content-type': type,
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy(nonce),
    },
  };
}

function plain(body: Buffer, type: string, hashed: boolean): PageFile {
  return {
    body,
    headers: {
      'content-type': type,
      'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      'content-security-policy': contentSecurityPolicy(),
    },
  };
}
