export { createHttpClient } from './create-http-client.ts';
export type {
  HttpClient,
  HttpClientOptions,
  HttpExchange,
  HttpReply,
  HttpRequest,
  ReadCertificate,
  StreamReply,
  TextReply,
} from './http-client.ts';
export { isTooDeep } from './json-depth.ts';
export { longJson } from './long-json.ts';
export { givenUp } from './network-errors.ts';
export { readCertificate } from './read-certificate.ts';
export { hostAndPort, redactUrl } from './redact.ts';
export { plainLine, serverText } from './server-text.ts';
