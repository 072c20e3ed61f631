import { create } from 'zustand';
import { call } from '../../app/session.ts';
import { showConnectionDialog, useConnectionsStore } from '../connections/connections-store.ts';

interface OpenedLinksState {
  /** Links that wait to be looked at; the first is on show. */
  readonly links: readonly string[];
  /** The dialog to paste one is open. */
  readonly pasting: boolean;
  /** The link that waits for a cloud to be added. */
  readonly parked: string | undefined;
}

export const useOpenedLinks = create<OpenedLinksState>()(() => ({
  links: [],
  pasting: false,
  parked: undefined,
}));
const { getState, setState } = useOpenedLinks;

/** Takes the links that the desktop or the command line opened. Nothing else is done by it. */
export async function takeOpenedLinks(): Promise<void> {
  try {
    for (const link of await call('links.waiting', {})) openLink(link);
  } catch {
    // It is asked again with the next link, and whenever the page comes back.
  }
}

/** Shows what a link says. Nothing is asked of a cloud, and nothing done. */
export function openLink(link: string): void {
  const { links } = getState();
  setState({ pasting: false, ...(links.includes(link) ? {} : { links: [...links, link] }) });
}

/** Puts the link on show away; the next one is shown then. */
export function closeLink(): void {
  setState(({ links }) => ({ links: links.slice(1) }));
}

export function pasteLink(pasting: boolean): void {
  setState({ pasting });
}

/** Adds the cloud that a link names; afterwards the link is shown again. */
export function addCloudOf(link: string, kind: 'glance' | 'plankton' | 'djinn', address: string): void {
  setState(({ links }) => ({ links: links.filter((each) => each !== link), parked: link }));
  showConnectionDialog({ type: 'add', start: { kind, address } });
  const stop = useConnectionsStore.subscribe(({ dialog }) => {
    if (dialog !== undefined) return;
    stop();
    const { parked } = getState();
    setState({ parked: undefined });
    if (parked !== undefined) openLink(parked);
  });
}
