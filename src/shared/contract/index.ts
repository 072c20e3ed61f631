import { appCalls } from './app.ts';
import type { ParamsOf, ResultOf } from './call.ts';
import { catalogCalls } from './catalog.ts';
import { connectionCalls } from './connections.ts';
import { editCalls } from './edits.ts';
import { imageCalls } from './images.ts';
import { inboxCalls } from './inbox.ts';
import { linkCalls } from './links.ts';
import { memberCalls } from './members.ts';
import { packageCalls } from './packages.ts';
import { partnerCalls } from './partners.ts';
import { transferCalls } from './transfers.ts';

/** Every call that a page, a command or a test can make. One table for all transports. */
export const contract = {
  ...appCalls,
  ...connectionCalls,
  ...catalogCalls,
  ...editCalls,
  ...imageCalls,
  ...inboxCalls,
  ...linkCalls,
  ...memberCalls,
  ...packageCalls,
  ...partnerCalls,
  ...transferCalls,
};

export type Contract = typeof contract;
export type CallName = keyof Contract;
export type CallParams<Name extends CallName> = ParamsOf<Contract[Name]>;
export type CallResult<Name extends CallName> = ResultOf<Contract[Name]>;

/** What serves the contract: one handler a call. A missing or an extra one does not compile. */
export type Handlers = {
  readonly [Name in CallName]: (params: CallParams<Name>, context: CallContext) => Promise<CallResult<Name>>;
};

export interface CallContext {
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
}

export { settingsPatch } from './app.ts';
export type { ImportCandidate, ImportFile, ProfileInput } from './connections.ts';
export { connectionName, profileInput } from './connections.ts';
export type { AppEvents, EventMessage, EventName } from './events.ts';
export { imageEdit, newImage } from './images.ts';
export { jsonValue, metadataPath, newPackage, packageRequirement } from './packages.ts';
export { partner } from './partners.ts';
