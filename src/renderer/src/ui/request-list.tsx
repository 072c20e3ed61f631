import { useState } from 'react';
import type { ChangePreview, RequestPreview } from '#shared/model/index.ts';
import { Button } from './button.tsx';
import { formatCount } from './format-bytes.ts';
import { Notice } from './notice.tsx';
import { Plain } from './plain.tsx';
import { visibleText } from './visible-text.ts';

/** One image's requests with what a person knows it by. */
export interface NamedPreview {
  readonly preview: ChangePreview;
  /** The image's name, or its id where it has none. */
  readonly name: string;
}

/** Groups that are there at once; more come when they are asked for. */
const GROUPS_SHOWN = 50;

/** How many requests these changes would send. */
function requestCount(previews: readonly ChangePreview[]): number {
  return previews.reduce((sum, { requests }) => sum + requests.length, 0);
}

/** The same in words: `3 requests to 2 clouds`; `Nothing would be sent` if there are none. */
export function requestWords(previews: readonly ChangePreview[]): string {
  const requests = requestCount(previews);
  if (requests === 0) return 'Nothing would be sent';
  const clouds = new Set(
    previews.filter((each) => each.requests.length > 0).map(({ connection }) => connection),
  );
  const [only] = clouds;
  const where =
    clouds.size === 1 && only !== undefined ? visibleText(only) : `${formatCount(clouds.size)} clouds`;
  return `${formatCount(requests)} ${requests === 1 ? 'request' : 'requests'} to ${where}`;
}

/**
 * What changes would send, exactly, by image: method, path, headers that carry the change, body; what a person
 * should know before; why it would be refused. Reckoned beforehand, so it says so nowhere that it was sent.
 */
export function RequestList({ previews }: { readonly previews: readonly NamedPreview[] }) {
  const [limit, setLimit] = useState(GROUPS_SHOWN);
  const left = previews.length - limit;
  return (
    <div className="request-list">
      {previews.slice(0, limit).map((each) => (
        <RequestGroup key={`${each.preview.connection}/${each.preview.id}`} {...each} />
      ))}
      {left > 0 && (
        <Button size="small" variant="link" onPress={() => setLimit(limit + 4 * GROUPS_SHOWN)}>
          and {formatCount(left)} more
        </Button>
      )}
    </div>
  );
}

function RequestGroup({ preview, name }: NamedPreview) {
  const { connection, requests, notes, error } = preview;
  return (
    <section className="request-group" aria-label={`${visibleText(name)}, ${visibleText(connection)}`}>
      <h3>
        <Plain>{name}</Plain> <Plain className="muted">{connection}</Plain>
      </h3>
      {notes.map((note) => (
        <p key={note} className="request-note">
          {visibleText(note)}
        </p>
      ))}
      {error !== null && <Notice tone="bad">{visibleText(error.message)}</Notice>}
      {error === null && requests.length === 0 && <p className="muted">Nothing to send: it is so already.</p>}
      {requests.length > 0 && (
        <ol className="requests">
          {numbered(requests).map(({ key, request }) => (
            <RequestLine key={key} request={request} />
          ))}
        </ol>
      )}
    </section>
  );
}

function RequestLine({ request: { method, path, headers, body } }: { readonly request: RequestPreview }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <li className="request">
      <code className="request-line">
        <b className={`request-method request-method-${method.toLowerCase()}`}>{method}</b>{' '}
        <span>{visibleText(path)}</span>
      </code>
      {lines.map((line) => (
        <code key={line} className="request-header">
          {visibleText(line)}
        </code>
      ))}
      {body !== null && <code className="request-body">{bodyText(body)}</code>}
    </li>
  );
}

/** As it is sent, but its line ends stand as line ends. */
function bodyText(body: string): string {
  return body
    .split('\n')
    .map((line) => visibleText(line))
    .join('\n');
}

/** The order is what tells two like requests apart. */
function numbered(requests: readonly RequestPreview[]) {
  return requests.map((request, index) => ({ key: `${index} ${request.method} ${request.path}`, request }));
}
