import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsSocketServer } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { TlsTrust } from '#shared/model/index.ts';
import {
  createHttpClient,
  type HttpClient,
  type HttpExchange,
  type HttpRequest,
} from '../../../src/main/http/index.ts';

/** A server on a port of its own that ends with the test. Gives its address without a trailing slash. */
export async function serve(listener: RequestListener): Promise<string> {
  return listen(createServer(listener), 'http');
}

export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

export async function serveTls(pair: KeyPair, listener: RequestListener): Promise<string> {
  return listen(createTlsServer(pair, listener), 'https');
}

/** A server of bare sockets, for what no proper HTTP server does. */
export async function serveSockets(onSocket: (socket: Socket) => void): Promise<string> {
  return listenBare(createTcpServer(), 'connection', onSocket, 'http');
}

export async function serveTlsSockets(pair: KeyPair, onSocket: (socket: Socket) => void): Promise<string> {
  return listenBare(createTlsSocketServer(pair), 'secureConnection', onSocket, 'https');
}

async function listenBare(
  server: TcpServer,
  event: string,
  onSocket: (socket: Socket) => void,
  protocol: string,
): Promise<string> {
  const sockets = new Set<Socket>();
  server.on(event, (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function listen(server: Server, protocol: string): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A client that ends with the test, and what it told the log. */
export function client(tls: TlsTrust = {}): { http: HttpClient; exchanges: HttpExchange[] } {
  const exchanges: HttpExchange[] = [];
  const http = createHttpClient({
    tls,
    userAgent: 'argosy-test',
    onExchange: (exchange) => exchanges.push(exchange),
  });
  onTestFinished(() => http.close());
  return { http, exchanges };
}

export function get(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'GET', url, operation: 'test', signal: new AbortController().signal, ...more };
}

export async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

export interface Certificates {
  /** For 127.0.0.1, each signed by itself. */
  readonly self: KeyPair;
  readonly other: KeyPair;
  /** For 127.0.0.1, signed by the authority. */
  readonly signed: KeyPair;
  /** For another name, signed by the authority. */
  readonly elsewhere: KeyPair;
  readonly authority: string;
}

export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'argosy-certificates-'));
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const make = (name: string, subject: string, ...more: string[]): KeyPair => {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`];
    const certificate = ['-x509', '-days', '2', '-out', `${name}.pem`, '-subj', `/CN=${subject}`];
    execFileSync('openssl', ['req', ...key, ...certificate, ...more], { cwd: folder, stdio: 'ignore' });
    return { key: read(`${name}.key`), cert: read(`${name}.pem`) };
  };
  const here = ['-addext', 'subjectAltName=IP:127.0.0.1'];
  const there = ['-addext', 'subjectAltName=DNS:elsewhere.example'];
  try {
    const authority = make('ca', 'Lab authority');
    const issued = ['-CA', 'ca.pem', '-CAkey', 'ca.key'];
    return {
      self: make('self', 'self', ...here),
      other: make('other', 'other', ...here),
      signed: make('signed', 'signed', ...here, ...issued),
      elsewhere: make('elsewhere', 'elsewhere', ...there, ...issued),
      authority: authority.cert,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
