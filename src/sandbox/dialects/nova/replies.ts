import { pythonJson } from '../../http/python-json.ts';
import type { Call } from './call.ts';
import { requestIds } from './faults.ts';
import { versionHeaders } from './microversion.ts';

export function replyJson({ exchange, minor }: Call, status: number, body: unknown): void {
  const headers = {
    'Content-Type': 'application/json',
    ...versionHeaders(minor),
    ...requestIds(exchange),
  };
  exchange.reply(status, headers, pythonJson(body, true));
}

/** 204, which Nova nevertheless labels as JSON. */
export function replyEmpty({ exchange, minor }: Call): void {
  exchange.reply(204, {
    'Content-Type': 'application/json',
    ...versionHeaders(minor),
    ...requestIds(exchange),
  });
}
