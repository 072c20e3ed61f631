export type { StartWebApplication, WebApplication } from './web-application.ts';
export type { WebHost, WebHostOptions } from './web-host.ts';
export { readyLine, startWebHost } from './web-host.ts';
