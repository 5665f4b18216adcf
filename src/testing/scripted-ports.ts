import type { ImageAnswer } from '../domain/image/answer';
import { printReference } from '../domain/image/reference';
import type { Clock, ImageReader, ImageRequest, KubeApi, KubeObject, Logger } from '../validator/ports';
import { NOON } from './builders';

/** A clock that a test sets. */
export class ManualClock implements Clock {
  constructor(public time = NOON) {}

  now(): number {
    return this.time;
  }
}

/** Answers looks from a script and remembers them. `answer` may be a promise that a test settles later. */
export class ScriptedImageReader implements ImageReader {
  readonly requests: ImageRequest[] = [];

  constructor(private readonly answer: (request: ImageRequest) => ImageAnswer | Promise<ImageAnswer>) {}

  async readImage(request: ImageRequest): Promise<ImageAnswer> {
    this.requests.push(request);
    return this.answer(request);
  }

  /** `reference as user` of every look, in order. */
  get looks(): string[] {
    return this.requests.map(
      ({ reference, credential }) => `${printReference(reference)} as ${credential?.username ?? 'anonymous'}`,
    );
  }
}

/** An API server that only answers `get`, from a table keyed `plural/namespace/name`; a function answers anew each time. */
export class ScriptedObjects {
  readonly reads: string[] = [];

  constructor(readonly objects: Record<string, object | Error | (() => Promise<object | undefined>)>) {}

  readonly api: KubeApi = {
    get: async <T extends KubeObject>(kind: { plural: string }, key: { namespace?: string; name: string }) => {
      const path = [kind.plural, key.namespace, key.name].filter((part) => part !== undefined).join('/');
      this.reads.push(path);
      const object = this.objects[path];
      if (object instanceof Error) throw object;
      return (typeof object === 'function' ? await (object as () => Promise<object>)() : object) as T | undefined;
    },
    create: refuseWrite,
    replace: refuseWrite,
    apply: refuseWrite,
    mergePatch: refuseWrite,
    delete: refuseWrite,
  };
}

function refuseWrite(): Promise<never> {
  return Promise.reject(new Error('nothing is to be written here'));
}

/** A Secret of type dockerconfigjson with one entry for each `[host or path, user]`. */
export function pullSecret(...entries: [string, string][]): object {
  const auths = Object.fromEntries(entries.map(([key, username]) => [key, { username, password: `${username}-pass` }]));
  const text = Buffer.from(JSON.stringify({ auths })).toString('base64');
  return { type: 'kubernetes.io/dockerconfigjson', data: { '.dockerconfigjson': text } };
}

/** A log that a test can read: level and message. */
export class RecordingLogger implements Logger {
  readonly lines: string[] = [];

  debug(_fields: object, message: string): void {
    this.lines.push(`debug ${message}`);
  }
  info(_fields: object, message: string): void {
    this.lines.push(`info ${message}`);
  }
  warn(_fields: object, message: string): void {
    this.lines.push(`warn ${message}`);
  }
  error(_fields: object, message: string): void {
    this.lines.push(`error ${message}`);
  }
}

/** A promise with its ends outside. */
export function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void } {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
