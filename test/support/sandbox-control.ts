/** What the sandbox lets a test see and do, beyond its dialects. */
export interface SandboxRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

export interface SandboxControl {
  /** Sets switches of a running sandbox: `{slow: 1_000_000}`. `null` switches off. */
  set(switches: Readonly<Record<string, string | number | boolean | null>>): Promise<void>;
  requests(): Promise<readonly SandboxRequest[]>;
  forgetRequests(): Promise<void>;
}

export function sandboxControl(origin: string): SandboxControl {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${origin}/sandbox/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    if (!answer.ok) throw new Error(`${method} /sandbox/${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };
  return {
    set: async (switches) => void (await call('PUT', 'switches', switches)),
    requests: async () => ((await call('GET', 'requests')) as { requests: SandboxRequest[] }).requests,
    forgetRequests: async () => void (await call('DELETE', 'requests')),
  };
}

/** Waits until `condition` gives something, asking every 50 ms. */
export async function until<Value>(
  what: string,
  condition: () => Promise<Value | undefined | false>,
  withinMs = 20_000,
): Promise<Value> {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
