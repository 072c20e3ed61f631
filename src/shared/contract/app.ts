import { z } from 'zod';
import { type AppInfo, CATALOG_GROUPINGS, type Settings } from '../model/index.ts';
import { takes } from './call.ts';

const nothing = z.object({}).strict();

export const settingsPatch = z
  .object({
    theme: z.enum(['system', 'light', 'dark']),
    density: z.enum(['comfortable', 'compact']),
    columns: z
      .array(z.object({ key: z.string().max(64), visible: z.boolean(), width: z.number().min(24).max(2000) }))
      .max(64),
    sort: z.object({ key: z.string().max(64), direction: z.enum(['asc', 'desc']) }),
    downloadFolder: z.string().max(4096).nullable(),
    transfersPerConnection: z.number().int().min(1).max(16),
    refreshMinutes: z.number().int().min(0).max(1440),
    historyDays: z.number().int().min(0).max(3650),
    savedSearches: z
      .array(
        z
          .object({
            name: z.string().trim().min(1).max(80),
            search: z.string().max(1024),
            connection: z.string().max(64).nullable(),
          })
          .strict(),
      )
      .max(100)
      .readonly(),
    packageColumns: z.array(z.string().max(64)).max(64).readonly().nullable(),
    grouping: z.enum(CATALOG_GROUPINGS).nullable(),
  })
  .partial()
  .strict();

export const appCalls = {
  /** What is running, where it keeps things. */
  'app.info': takes(nothing).gives<AppInfo>(),
  'settings.get': takes(nothing).gives<Settings>(),
  /** Changes only what is named; gives the whole. */
  'settings.set': takes(settingsPatch).gives<Settings>(),
  /** Starts the embedded sandbox if need be and adds (or finds) the connection to it. */
  'sandbox.start': takes(nothing).gives<{ readonly connection: string }>(),
};
