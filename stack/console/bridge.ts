import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Agent } from 'undici';
import { forwardRequest, forwardUpgrade, type Upstream } from './forward';
import { startLoopbackServer } from './loopback-server';
import { pathOf, sendFile, sendText } from './send-file';

export interface BridgeOptions {
  apiServer: { url: string; caPem: string };
  /** Bearer token of the one user whom this origin serves. */
  token: string;
  /** Address of the validator's API. */
  validatorUrl: string;
  /** Name of the plugin, and the folder with its `plugin-manifest.json`. */
  plugin: { name: string; folder: string };
  /** The built host page. */
  hostFolder: string;
}

export interface Bridge {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  stop(): Promise<void>;
}

/** What a request may ask for; the rest of the address is `rest`. */
interface Route {
  prefix: string;
  answer(exchange: Exchange, rest: string): Promise<void> | void;
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/** The console that the host stands in for; decides which plugins may load. */
const CONSOLE_RELEASE = '4.22.0';
const KUBERNETES = '/api/kubernetes';
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
/** Languages that the console asks for. */
const LANGUAGE = /^[a-z]{2}$/;

/**
 * The server side of the console for one user, without login: on loopback, and every request carries that user's token.
 * Paths, header checks and header changes are those of the console's bridge (4.22).
 */
export async function startBridge(options: BridgeOptions): Promise<Bridge> {
  const agent = new Agent({ connect: { ca: options.apiServer.caPem } });
  const csrfToken = randomBytes(24).toString('base64url');
  const upstreams = {
    kubernetes: { url: options.apiServer.url, token: options.token, agent, caPem: options.apiServer.caPem },
    validator: { url: options.validatorUrl, token: options.token, agent },
  };
  const routes = listRoutes(options, upstreams, csrfToken);
  const { server, url, stop } = await startLoopbackServer((request, response) => {
    answerRequest({ request, response }, routes, csrfToken).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendText(response, 502, error instanceof Error ? error.message : String(error));
    });
  });
  server.on('upgrade', (request, socket, head) => {
    const path = request.url ?? '';
    const isAllowed = isOwnHost(request) && isOwnOrigin(request) && path.startsWith(`${KUBERNETES}/`);
    if (!isAllowed) return socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    forwardUpgrade({ request, socket, head }, upstreams.kubernetes, path.slice(KUBERNETES.length));
  });
  return {
    url,
    stop: async () => {
      await stop();
      await agent.destroy();
    },
  };
}

function listRoutes(
  { plugin, hostFolder }: BridgeOptions,
  upstreams: { kubernetes: Upstream; validator: Upstream },
  csrfToken: string,
): Route[] {
  const page = async ({ response }: Exchange): Promise<void> => {
    const html = await readFile(join(hostFolder, 'index.html'), 'utf8');
    response.setHeader('set-cookie', `csrf-token=${csrfToken}; Path=/; SameSite=Strict`);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(html.replace('$SERVER_FLAGS$', () => JSON.stringify(serverFlags(plugin.name))));
  };
  return [
    {
      prefix: `${KUBERNETES}/`,
      answer: (exchange, rest) => forwardRequest(exchange, upstreams.kubernetes, `/${rest}`),
    },
    {
      prefix: `/api/proxy/plugin/${plugin.name}/validator/`,
      answer: (exchange, rest) => {
        exchange.response.setHeader('content-security-policy', 'sandbox;');
        return forwardRequest(exchange, upstreams.validator, `/${rest}`);
      },
    },
    {
      prefix: `/api/plugins/${plugin.name}/`,
      answer: ({ response }, rest) => sendFile(response, plugin.folder, pathOf(rest)),
    },
    { prefix: '/api/', answer: ({ response }) => sendText(response, 404, 'not found') },
    { prefix: '/locales/resource.json', answer: ({ request, response }) => sendLocale(request, response, plugin) },
    { prefix: '/static/', answer: ({ response }, rest) => sendFile(response, hostFolder, pathOf(rest)) },
    { prefix: '/', answer: page },
  ];
}

/** What the page knows from the start, by the console's names. */
function serverFlags(plugin: string): object {
  return {
    basePath: '/',
    releaseVersion: CONSOLE_RELEASE,
    consolePlugins: [plugin],
    i18nNamespaces: [`plugin__${plugin}`],
  };
}

async function answerRequest(exchange: Exchange, routes: Route[], csrfToken: string): Promise<void> {
  const { request, response } = exchange;
  if (!isOwnHost(request)) return sendText(response, 403, 'wrong host');
  const isSafe = SAFE_METHODS.has(request.method ?? '');
  if (!isSafe && !hasCsrfToken(request, csrfToken)) return sendText(response, 403, 'invalid CSRFToken');
  const path = request.url ?? '/';
  const route = routes.find(({ prefix }) => path.startsWith(prefix));
  if (!route) return sendText(response, 404, 'not found');
  await route.answer(exchange, path.slice(route.prefix.length));
}

/** The console compares cookie and header only; a foreign page can set neither. */
function hasCsrfToken({ headers }: IncomingMessage, csrfToken: string): boolean {
  const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  return headers['x-csrftoken'] === csrfToken && cookies.includes(`csrf-token=${csrfToken}`);
}

/** There is no login here, so a foreign name that resolves to loopback must not reach the user's token. */
function isOwnHost({ headers, socket }: IncomingMessage): boolean {
  return [`127.0.0.1:${socket.localPort}`, `localhost:${socket.localPort}`].includes(headers.host ?? '');
}

function isOwnOrigin({ headers }: IncomingMessage): boolean {
  return headers.origin === undefined || headers.origin === `http://${headers.host}`;
}

/** As bridge maps it: a namespace `plugin__<name>` is a file of that plugin. */
function sendLocale(
  request: IncomingMessage,
  response: ServerResponse,
  plugin: BridgeOptions['plugin'],
): Promise<void> {
  const { searchParams } = new URL(request.url ?? '', 'http://localhost');
  const language = searchParams.get('lng') ?? '';
  const namespace = `plugin__${plugin.name}`;
  if (!LANGUAGE.test(language) || searchParams.get('ns') !== namespace) {
    return Promise.resolve(sendText(response, 404, 'no such translation'));
  }
  return sendFile(response, plugin.folder, `locales/${language}/${namespace}.json`);
}
