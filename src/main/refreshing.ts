import type { ConnectionHandlers } from './connections/index.ts';

/**
 * The same handlers, after which the catalogue of what was added or changed is read from its service, so
 * that a person who adds a cloud sees its images without asking for them.
 */
export function refreshing(
  handlers: ConnectionHandlers,
  refresh: (names: readonly string[]) => void,
): ConnectionHandlers {
  return {
    ...handlers,
    'connections.save': async (params, context) => {
      const state = await handlers['connections.save'](params, context);
      refresh([state.profile.name]);
      return state;
    },
    'connections.import': async (params, context) => {
      const states = await handlers['connections.import'](params, context);
      refresh(states.map(({ profile }) => profile.name));
      return states;
    },
  };
}
