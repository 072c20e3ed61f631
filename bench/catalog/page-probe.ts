/** One answer of `catalog.window` to what was typed, on its way to the screen. Times as of `performance.now()`. */
export interface TypedAnswer {
  readonly search: string;
  /** Of the key's event, as the browser stamped it. */
  readonly keyAt: number;
  readonly askedAt: number;
  readonly answeredAt: number;
  /** After the first frame whose rows are the answer's. */
  readonly paintedAt: number;
  readonly total: number;
}

/** The way to the first rows. Times since the navigation; `timeOrigin` makes them those of other processes. */
export interface FirstRows {
  readonly timeOrigin: number;
  /** The page's code ran so far that it opened its socket. */
  readonly socketAt: number;
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly paintedAt: number;
}

export interface FrameRecord {
  /** When each frame began. */
  readonly frames: readonly number[];
  /** Lengths of tasks over 50 ms. */
  readonly longTasks: readonly number[];
  /** Of the frames that were looked at, the part with rows in sight that had not come yet. */
  readonly emptyRows: number;
}

/** What the probe offers in the page. */
export interface Probe {
  firstRows(): Promise<FirstRows>;
  /** The painted answer to `search`; `undefined` if none comes in time, or nothing was asked. */
  answer(search: string, timeoutMs: number): Promise<TypedAnswer | undefined>;
  /** Forgets the answers so far. */
  forget(): void;
  startFrames(): void;
  stopFrames(): FrameRecord;
  /** A call of the application over the page's own socket. */
  call(name: string, params: unknown): Promise<unknown>;
}

declare global {
  interface Window {
    benchProbe: Probe;
  }
}

/**
 * Put into the page before its own code. Stands by itself: it is sent as text. It watches keys, the socket and
 * the rows; the page knows nothing of it.
 */
export function installProbe(): void {
  interface Asked {
    readonly search: string;
    readonly keyAt: number;
    readonly askedAt: number;
  }
  const answers = new Map<string, TypedAnswer>();
  const asked = new Map<number, Asked>();
  const waiting = new Map<number, (value: unknown) => void>();
  let socket: WebSocket | undefined;
  let keyAt = 0;
  const first = { socketAt: 0, askedAt: 0, answeredAt: 0 };
  let lastCall = 1_000_000_000;
  let frames: number[] | undefined;
  let recording = 0;
  let longTasks: number[] = [];
  let looks = 0;
  let emptyLooks = 0;

  const imageRows = (): Element[] =>
    [...document.querySelectorAll('#image-table tbody tr')].filter(
      (row) => row.getAttribute('draggable') === 'true',
    );
  /** After the frame that is drawn next: a message posted from within it comes when it is done. */
  const afterPaint = (): Promise<number> =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now());
        channel.port2.postMessage(undefined);
      });
    });
  const shows = (image: { name: string | null; id: string } | undefined): boolean => {
    const [row] = imageRows();
    if (image === undefined) return row === undefined;
    return row?.textContent?.includes(image.name ?? image.id) === true;
  };

  addEventListener(
    'keydown',
    (event) => {
      keyAt = event.timeStamp;
    },
    true,
  );

  const noteCall = (text: string): void => {
    if (!text.includes('"catalog.window"')) return;
    first.askedAt ||= performance.now();
    const { id, params } = JSON.parse(text) as { id: number; params: { search?: string; offset: number } };
    if (params.offset === 0)
      asked.set(id, { search: params.search ?? '', keyAt, askedAt: performance.now() });
  };
  const noteAnswer = async (text: string): Promise<void> => {
    const id = Number(/^\{"id":(\d+)/.exec(text)?.[1] ?? -1);
    const own = waiting.get(id);
    if (own !== undefined) {
      waiting.delete(id);
      own(JSON.parse(text));
      return;
    }
    const question = asked.get(id);
    if (question === undefined) return;
    asked.delete(id);
    const answeredAt = performance.now();
    first.answeredAt ||= answeredAt;
    const { value } = JSON.parse(text) as {
      value?: { rows: { name: string | null; id: string }[]; total: number };
    };
    if (value === undefined) return;
    while (performance.now() - answeredAt < 2000) {
      const paintedAt = await afterPaint();
      if (!shows(value.rows[0])) continue;
      answers.set(question.search.trim(), { ...question, answeredAt, paintedAt, total: value.total });
      return;
    }
  };
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      socket = this;
      first.socketAt ||= performance.now();
      this.addEventListener('message', ({ data }) => {
        if (typeof data === 'string') void noteAnswer(data);
      });
    }
    override send(data: string | BufferSource | Blob): void {
      if (typeof data === 'string') noteCall(data);
      super.send(data);
    }
  };

  const firstRows = (async () => {
    while (imageRows().length === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
    const paintedAt = await afterPaint();
    return { ...first, paintedAt, timeOrigin: performance.timeOrigin };
  })();
  new PerformanceObserver((list) => {
    longTasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask' });
  const countFrames = (record: number, into: number[]): void => {
    requestAnimationFrame((at) => {
      if (record !== recording) return;
      into.push(at);
      // Looking is work too: now and then is enough.
      if (into.length % 10 === 0) {
        looks += 1;
        const rows = document.querySelectorAll('#image-table tbody tr').length;
        if (rows > imageRows().length || rows === 0) emptyLooks += 1;
      }
      countFrames(record, into);
    });
  };

  window.benchProbe = {
    firstRows: () => firstRows,
    async answer(search, timeoutMs) {
      const until = performance.now() + timeoutMs;
      for (;;) {
        const found = answers.get(search.trim());
        if (found !== undefined || performance.now() > until) return found;
        await new Promise((resolve) => setTimeout(resolve, 4));
      }
    },
    forget: () => answers.clear(),
    startFrames() {
      frames = [];
      longTasks = [];
      [looks, emptyLooks] = [0, 0];
      recording += 1;
      countFrames(recording, frames);
    },
    stopFrames() {
      recording += 1;
      return { frames: frames ?? [], longTasks, emptyRows: looks === 0 ? 0 : emptyLooks / looks };
    },
    call(name, params) {
      lastCall += 1;
      const id = lastCall;
      return new Promise((resolve, reject) => {
        if (socket === undefined) return reject(new Error('the page has no socket'));
        waiting.set(id, resolve);
        socket.send(JSON.stringify({ id, call: name, params }));
      });
    },
  };
}
