import { describePreviews } from '../conformance/describe-previews.ts';
import { GLANCE_CHANGES } from '../conformance/glance-changes.ts';
import { stackEnvironment } from '../support/stack.ts';

describePreviews(
  'Glance of a real OpenStack',
  async () => {
    const { authUrl, password } = stackEnvironment();
    const account = { username: 'demo', userDomain: 'Default', project: 'demo', projectDomain: 'Default' };
    const settings = { authUrl, ...account };
    return {
      profile: { name: 'real', kind: 'glance', tls: {}, color: 0, settings },
      secret: password,
    };
  },
  GLANCE_CHANGES,
);
