export { reportFailedStart, startElectronHost } from './electron-host.ts';
