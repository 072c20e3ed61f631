import { reportFailedStart, startElectronHost } from './hosts/electron/index.ts';

// Not awaited: Electron is ready only after this module was evaluated.
startElectronHost().catch(reportFailedStart);
