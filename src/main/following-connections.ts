import type { ConnectionHandlers } from './connections/index.ts';

export interface ConnectionFollower {
  /** These were added or changed: also a new secret is worth another try. */
  changed(names: readonly string[]): void;
  removed(name: string): Promise<void>;
}

/**
 * The same handlers, after which others follow: the list of a cloud that was added or changed is read, so
 * that a person sees its images without asking for them, and nothing stays of one that was removed.
 */
export function followingConnections(
  handlers: ConnectionHandlers,
  follower: ConnectionFollower,
): ConnectionHandlers {
  return {
    ...handlers,
    'connections.save': async (params, context) => {
      const state = await handlers['connections.save'](params, context);
      follower.changed([state.profile.name]);
      return state;
    },
    'connections.import': async (params, context) => {
      const states = await handlers['connections.import'](params, context);
      follower.changed(states.map(({ profile }) => profile.name));
      return states;
    },
    'connections.remove': async (params, context) => {
      await handlers['connections.remove'](params, context);
      await follower.removed(params.name);
      return null;
    },
  };
}
