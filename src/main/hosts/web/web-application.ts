import type { Application } from '../../application.ts';
import type { PageFiles } from '../../transfers/index.ts';

/** What the web host needs of the application. */
export type WebApplication = Pick<Application, 'dispatcher' | 'close'> & {
  readonly grants: Pick<Application['grants'], 'page' | 'stream'>;
};

/** Starts the application behind a web host; `pageFiles` is the host's reader of files that pages hold. */
export type StartWebApplication = (ports: {
  readonly pageFiles: PageFiles;
}) => WebApplication | Promise<WebApplication>;
