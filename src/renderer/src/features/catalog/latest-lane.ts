/**
 * A lane in which never two steps run at once. `step` does what is most wanted at the moment it begins and
 * tells whether it did anything; it is run again until nothing is wanted. Whoever calls while a step runs
 * waits for no queue: the next step sees the newest wish, and those in between are never begun.
 */
export function createLane(step: () => Promise<boolean>): () => void {
  let running = false;
  let called = false;
  const run = async (): Promise<void> => {
    called = true;
    if (running) return;
    running = true;
    try {
      let more = true;
      while (more || called) {
        called = false;
        more = await step();
      }
    } finally {
      running = false;
    }
  };
  return () => void run();
}
