/**
 * The bare cost of reading a list: the pages that a sync asks for, one after the other with undici, each parsed
 * by JSON.parse and forgotten.
 *
 * Arguments: AUTH_URL USERNAME PROJECT PAGE_SIZE; the password is in ARGOSY_SECRET. Prints one JSON document;
 * `seconds` is from the first page asked for to the last one parsed.
 */
import { request } from 'undici';
import { signIn } from './sandbox-cloud.ts';

const [authUrl = '', username = '', project = '', pageSize = '1000'] = process.argv.slice(2);

interface Page {
  readonly images: readonly unknown[];
  readonly next?: string;
}

const { token, imageUrl } = await signIn({ authUrl, username, project }, process.env['ARGOSY_SECRET'] ?? '');
const headers = { 'X-Auth-Token': token, Accept: 'application/json' };
let [images, pages, bytes] = [0, 0, 0];
const started = performance.now();
let next: string | undefined = `/v2/images?limit=${pageSize}`;
while (next !== undefined) {
  const { statusCode, body } = await request(new URL(imageUrl + next), { headers });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${next} answered ${statusCode}: ${text.slice(0, 200)}`);
  const page = JSON.parse(text) as Page;
  images += page.images.length;
  bytes += text.length;
  pages += 1;
  next = page.next;
}
const seconds = (performance.now() - started) / 1000;
process.stdout.write(JSON.stringify({ seconds, images, pages, bytes }));
