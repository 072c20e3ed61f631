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
