import { startLoopbackServer, type LoopbackServer } from './loopback-server';
import { pathOf, sendFile } from './send-file';

/** Serves the files of a folder, as the plugin's own web server does in a cluster. */
export function serveFolder(folder: string): Promise<LoopbackServer> {
  return startLoopbackServer(({ url = '/' }, response) => void sendFile(response, folder, pathOf(url.slice(1))));
}
