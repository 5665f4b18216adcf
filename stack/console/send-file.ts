import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, resolve, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Answers with a file of the folder; 404 when there is none or the path leads out of it. */
export async function sendFile(response: ServerResponse, folder: string, path: string): Promise<void> {
  const file = resolve(folder, path);
  const content = file.startsWith(folder + sep) ? await readFile(file).catch(() => undefined) : undefined;
  if (!content) return sendText(response, 404, 'not found');
  response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('cache-control', 'no-cache');
  response.end(content);
}

/** Answers in one line of plain text. */
export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' });
  response.end(text);
}

/** The path of an address without its query; empty when it cannot be decoded. */
export function pathOf(address: string): string {
  try {
    return decodeURIComponent(address.split('?')[0] ?? '');
  } catch {
    return '';
  }
}
